/* Two checksums over one pass of the data. */
#ifndef CHECKSUM_H
#define CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#define CHECKSUM_VERSION 1

typedef struct {
    uint32_t adler32; /* RFC 1950 */
    uint64_t fnv1a;   /* 64 bits */
} checksum_state;

void checksum_init(checksum_state *state);
void checksum_update(checksum_state *state, const void *data, size_t length);

#endif
