// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Written by contracts/generator. Do not edit.

// Shape of the proofs, their key, and where StarkVerifier keeps what in memory. Of constants named MATRIX_, byte 31 - i is of matrix i.
uint256 constant TRANSCRIPT = 128;
uint256 constant PENDING = 160;
uint256 constant HASHED = 0x1520;
uint256 constant PUBLICS = 0x16c0;
uint256 constant ZETA = 0x17e0;
uint256 constant NEXT_ZETA = 0x1a80;
uint256 constant POINT = 0x1d20;
uint256 constant ROW_EQ = 0x1fe0;
uint256 constant TAU = 0x21e0;
uint256 constant COLUMNS_CALL_BYTES = 0x4e0; // from POINT on: what StarkColumns takes
uint256 constant OUTSIDE = 0x2200;
uint256 constant CALL = 0x2800;
uint256 constant CALL_BYTES = 0x26e0;
uint256 constant COLUMNS_END = 0x4ee0;
uint256 constant ALPHAS = 12; // challenges alpha in use
uint256 constant ALPHA_TAG = 0x2820;
uint256 constant ALPHA_PARTS = 0x2840;
uint256 constant BETA = 0x2c60;
uint256 constant POINT_R = 0x2c80;
uint256 constant COLUMNS = 0x2e60;
uint256 constant ALPHA = 0x4f00;
uint256 constant GAMMA = 0x5080;
uint256 constant LEAVES = 0x50a0; // what evaluators return, one after the other
uint256 constant RETURNED_0 = 0x2c0; // bytes
uint256 constant RETURNED_1 = 0x1c0; // bytes
uint256 constant RETURNED_2 = 0x380; // bytes
uint256 constant EQ = 0x58a0;
uint256 constant ROOTS = 0x80a0;
uint256 constant SUMS = 0x94a0;
uint256 constant KEYS = 0x94e0;
uint256 constant NODES = 0x98e0;
uint256 constant RANKS = 0xa0e0;
uint256 constant VALUES = 0xa4c0;
uint256 constant QUERIED = 0xa8a0;
uint256 constant MOST_QUERIES = 31;
uint256 constant XI = 0xb440;
uint256 constant POWERS = 0xb4a0;
uint256 constant TEMPORARY = 0xbfa0;
uint256 constant LOG_HEIGHT = 15; // h
uint256 constant LOG_LEAVES = 21; // m
uint256 constant LOG_WIDTH = 7; // w
uint256 constant MAIN_WIDTH = 84; // columns
uint256 constant FIXED_WIDTH = 32; // preprocessed columns
uint256 constant EVALUATIONS = 0x104;
uint256 constant CHALLENGES = 103; // alphas that are sampled
uint256 constant FINGERPRINT_BITS = 0; // proof of work of step 3
uint256 constant ROUNDS = 2; // committed rounds of step 7b
uint256 constant FOLD = 4; // variables that a round of 7b folds
uint256 constant WEIGHTS_END = 0x5ea0; // of the weights of 2^FOLD cells, three words each
uint256 constant FINAL_VARIABLES = 7;
uint256 constant MATRIX_VARIABLES = 0x70b0f;
uint256 constant MATRIX_LOG_ROWS = 0x141516;
uint256 constant MATRIX_QUERIES = 0x11161f;
uint256 constant MATRIX_QUERY_BITS = 0x181818;
uint256 constant MATRIX_FOLD_BITS = 0xe0e0e;
uint256 constant DOMAIN_ROOT = 0x205d63c3; // generates the domain of round 0
uint256 constant DOMAIN = 0x7a6b6670206c3120763300000000000000000000000000000000000000000000; // "zkfp l1 v3", from the first byte on
uint256 constant DOMAIN_BYTES = 10;
uint256 constant KEY_0_7 = 0x1351748f00e2c12d54da4c3a0befa0947ccf0522148b872e7d4fd5db20d748e1; // digest of the key, the first eight elements
uint256 constant KEY_8 = 0x2cfe48b0; // and the last
uint256 constant FIXED_ROOT = 0x66f712e6837cee2da548ef5f0695d11510741e1b7bfbed65edd6c1bcb8777c04; // root of the preprocessed matrix
