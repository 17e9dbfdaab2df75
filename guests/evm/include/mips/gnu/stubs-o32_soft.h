/* Debian's MIPS C library headers want this file for -msoft-float and do not ship it. It would list the
 * functions that the C library lacks; the guest links no C library, so there is nothing to list. */
