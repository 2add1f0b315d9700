"""Makes PNG images smaller. A frame is a 32-bit length and so many bytes; see Thumbnails.java."""
import struct
import sys
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def chunks(png):
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def decode(png):
    if not png.startswith(SIGNATURE):
        raise ValueError("this is no PNG")
    header, data = None, b""
    for kind, body in chunks(png):
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            data += body
    width, height, depth, color, _, _, interlaced = header
    if depth != 8 or color not in CHANNELS or interlaced:
        raise ValueError("only 8-bit images without palette or interlacing")
    size = CHANNELS[color]
    return width, height, color, unfilter(zlib.decompress(data), width * size, height, size)


def unfilter(raw, stride, height, size):
    rows, above = [], bytearray(stride)
    for y in range(height):
        kind, row = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for x in range(stride):
            left = row[x - size] if x >= size else 0
            corner = above[x - size] if x >= size else 0
            row[x] = (row[x] + predicted(kind, left, above[x], corner)) & 255
        rows.append(row)
        above = row
    return rows


def predicted(kind, left, up, corner):
    if kind == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda each: abs(guess - each))
    return (0, left, up, (left + up) // 2)[kind]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def thumbnail(png, new_width):
    width, height, color, rows = decode(png)
    new_width = min(new_width, width)
    new_height = max(1, height * new_width // width)
    size = CHANNELS[color]
    out = bytearray()
    for y in range(new_height):
        out.append(0)
        band = rows[y * height // new_height : max(y * height // new_height + 1, (y + 1) * height // new_height)]
        for x in range(new_width):
            left = x * width // new_width
            right = max(left + 1, (x + 1) * width // new_width)
            for channel in range(size):
                values = [row[p * size + channel] for row in band for p in range(left, right)]
                out.append(sum(values) // len(values))
    header = struct.pack(">IIBBBBB", new_width, new_height, 8, color, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(out))) + chunk(b"IEND", b"")


def main():
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while len(head := source.read(4)) == 4:
        frame = source.read(struct.unpack(">I", head)[0])
        try:
            answer = b"\0" + thumbnail(frame[4:], struct.unpack(">I", frame[:4])[0])
        except Exception as problem:  # whatever is wrong with one image, the next may be fine
            answer = b"\1" + str(problem).encode()
        sink.write(struct.pack(">I", len(answer)) + answer)
        sink.flush()


main()
