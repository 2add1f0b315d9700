/**
 * One page of a shop, put together from three services on the event bus. Each service is an
 * interface, from which the proxies are generated, and a verticle that implements it.
 */
@ModuleGen(name = "shop", groupPackage = "shop")
package shop;

import io.vertx.codegen.annotations.ModuleGen;
