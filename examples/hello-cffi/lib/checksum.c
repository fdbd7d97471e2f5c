#include "checksum.h"

#define ADLER_BASE 65521u
#define ADLER_BLOCK 5552u /* the most bytes whose sums fit 32 bits before they are reduced */
#define FNV_OFFSET 14695981039346656037u
#define FNV_PRIME 1099511628211u

void
checksum_init(checksum_state *state)
{
    state->adler32 = 1;
    state->fnv1a = FNV_OFFSET;
}

void
checksum_update(checksum_state *state, const void *data, size_t length)
{
    const unsigned char *next = data;
    uint32_t low = state->adler32 & 0xffff;
    uint32_t high = state->adler32 >> 16;
    uint64_t hash = state->fnv1a;
    while (length > 0) {
        size_t block = length < ADLER_BLOCK ? length : ADLER_BLOCK;
        length -= block;
        for (; block > 0; block--, next++) {
            low += *next;
            high += low;
            hash = (hash ^ *next) * FNV_PRIME;
        }
        low %= ADLER_BASE;
        high %= ADLER_BASE;
    }
    state->adler32 = high << 16 | low;
    state->fnv1a = hash;
}
