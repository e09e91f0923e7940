/* The floor: what keyed draws and memory alone cost.
 *
 * For every opportunity one Philox4x32-10 draw, and one resident's record read and written; for
 * every neighborhood and week also the draws from which the numbers of opportunities come. Nothing
 * is decided. The order is the model's: week by week, neighborhood by neighborhood. A record has
 * RECORD_WORDS words of 64 bits. Philox is that of Salmon et al. (2011).
 */

#include <stdint.h>

#ifndef RECORD_WORDS
#define RECORD_WORDS 2
#endif

enum { ROUNDS = 10, OPPORTUNITY = 11, COUNTS = 9, WEEK_ZERO = 1024 };

static inline void permute(uint32_t x[4], uint32_t key0, uint32_t key1)
{
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t product0 = (uint64_t)0xD2511F53u * x[0];
        uint64_t product1 = (uint64_t)0xCD9E8D57u * x[2];
        uint32_t first = (uint32_t)(product1 >> 32) ^ x[1] ^ key0;
        uint32_t third = (uint32_t)(product0 >> 32) ^ x[3] ^ key1;
        x[0] = first;
        x[1] = (uint32_t)product1;
        x[2] = third;
        x[3] = (uint32_t)product0;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
}

/* The generator alone, for its published test vectors. */
void philox(uint32_t counter[4], const uint32_t key[2])
{
    permute(counter, key[0], key[1]);
}

/* Meet every opportunity of a run and return how many there were.
 *
 * opportunities  [week][cell]
 * code, number   of each cell: its jurisdiction's code and its number there
 * first          the cell's first resident in the table
 * count_draws    how many blocks a cell's numbers of opportunities take in a week
 */
uint64_t meet_all(uint64_t seed, int64_t weeks, int64_t first_week, int64_t cells,
                  const uint16_t *opportunities, const uint32_t *code, const uint32_t *number,
                  const int64_t *first, const uint32_t *residents, int64_t count_draws,
                  uint64_t *table)
{
    const uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
    uint64_t met = 0, drawn = 0;
    for (int64_t week = 0; week < weeks; week++) {
        const uint32_t now = (uint32_t)(first_week + week + WEEK_ZERO) << 12;
        for (int64_t cell = 0; cell < cells; cell++) {
            for (uint32_t block = 0; block < count_draws; block++) {
                uint32_t x[4] = {0, number[cell], code[cell], (COUNTS + block) << 24 | now};
                permute(x, key0, key1);
                drawn += x[0];
            }
            const uint32_t here = opportunities[week * cells + cell];
            for (uint32_t which = 0; which < here; which++) {
                uint32_t x[4] = {which, number[cell], code[cell], OPPORTUNITY << 24 | now};
                permute(x, key0, key1);
                const uint64_t place = (uint64_t)x[0] * residents[cell] >> 32;
                uint64_t *record = table + (first[cell] + place) * RECORD_WORDS;
                for (int word = 0; word < RECORD_WORDS; word++)
                    record[word] += x[word & 3];
            }
            met += here;
        }
    }
    table[0] += drawn; /* so that no draw can be left out as unused */
    return met;
}
