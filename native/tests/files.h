/* Files of the tests, read whole. */
#ifndef FILES_H
#define FILES_H
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct bytes { uint8_t *at; size_t length; };

static inline struct bytes load_file(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    if (!f) { perror(path); exit(2); }
    fseek(f, 0, SEEK_END);
    struct bytes b = { NULL, (size_t)ftell(f) };
    rewind(f);
    b.at = malloc(b.length + 1);
    if (!b.at || fread(b.at, 1, b.length, f) != b.length) { perror(path); exit(2); }
    fclose(f);
    return b;
}
#endif
