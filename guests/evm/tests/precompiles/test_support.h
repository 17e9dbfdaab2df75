/* What test programs of the precompiles link instead of the guest's runtime: an arena over malloc. */
#ifndef ZK_TEST_SUPPORT_H
#define ZK_TEST_SUPPORT_H

#include "arena.h"

#endif
