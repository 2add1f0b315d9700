/** Load, faults and a report: whether an application under a supervisor loses requests. */
package dev.drover.verify;
