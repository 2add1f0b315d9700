/** What Drover tells of itself over HTTP: whether it lives, whether it is ready, and metrics. */
package dev.drover.health;
