/* Arguments, standard input and outputs, formatting, the heap, the environment, and an exit code. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

int main(int argc, char **argv)
{
    char line[256], *lines[1000];
    int n = 0;
    for (int i = 1; i < argc; i++) printf("argument %d: %s\n", i, argv[i]);
    printf("LANG=%s\n", getenv("LANG"));
    while (n < 1000 && fgets(line, sizeof line, stdin)) lines[n++] = strdup(line);
    qsort(lines, (size_t)n, sizeof *lines, compare);
    for (int i = 0; i < n; i++) fputs(lines[i], stdout);
    printf("%d lines, %.3f %g %.17g %e %a %5.1f|%-8d|%08x\n", n, 3.14159, 1e-300, 0.1, -2.5e10, 1.0 / 3, 2.25, 42, 0xbeef);
    printf("page %lu clock %lu secure %lu phnum %d\n", getauxval(AT_PAGESZ), getauxval(AT_CLKTCK), getauxval(AT_SECURE),
           getauxval(AT_PHNUM) > 0);
    printf("open: %s\n", fopen("/no/such/file", "r") ? "?" : strerror(errno));
    printf("tty: %d %d\n", isatty(0), isatty(1));
    fprintf(stderr, "to stderr\n");
    return n & 255;
}
