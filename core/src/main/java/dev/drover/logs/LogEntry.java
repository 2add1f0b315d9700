package dev.drover.logs;

import dev.drover.supervisor.SlotId;
import java.time.Instant;

/**
 * A line that has been kept.
 *
 * @param time when the supervisor got it
 * @param source {@code stdout}, {@code stderr}, or {@code drover} for a note about lost lines
 * @param text without its line end
 */
public record LogEntry(SlotId slot, Instant time, String source, String text) {}
