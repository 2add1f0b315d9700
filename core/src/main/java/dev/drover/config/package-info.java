/** The whole configuration as records that cannot be wrong, and the readers that build them. */
package dev.drover.config;
