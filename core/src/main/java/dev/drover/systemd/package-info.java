/** Speaks with the service manager that has started this process, systemd or one like it. */
package dev.drover.systemd;
