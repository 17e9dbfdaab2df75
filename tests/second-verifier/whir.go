package main

import (
	"math"
	"math/bits"
)

// The WHIR opening, protocol.md §8 step 7, and the security floor.

const (
	fold        = 3
	finalLog    = 10
	floorBits   = 128
	firstGrind  = 17
	laterGrinds = 16
)

// queryGrind is g_Q for matrices of rate 2^−rate.
func queryGrind(rate int) int {
	if rate == 1 {
		return firstGrind
	}
	return laterGrinds
}

// queries is t(R).
func queries(rate int) int {
	perQuery := -math.Log2((1 + math.Exp2(-float64(rate))) / 2)
	return int(math.Ceil(float64(floorBits-queryGrind(rate)) / perQuery))
}

func (v *shardVerifier) plainRound(claim *Ext) Ext {
	sent := v.r.exts(2) // c₀, c₂
	v.t.observeExt(sent...)
	middle := claim.sub(sent[0]).sub(sent[0]).sub(sent[1])
	r := v.t.sample()
	*claim = horner([]Ext{sent[0], middle, sent[1]}, r)
	return r
}

// plainRounds appends the challenges of several rounds.
func (v *shardVerifier) plainRounds(claim *Ext, challenges []Ext, rounds int) []Ext {
	for ; rounds > 0; rounds-- {
		challenges = append(challenges, v.plainRound(claim))
	}
	return challenges
}

// query is an opened row, folded: the claim that pow_n(x) sums to y.
type query struct {
	x Fp
	y Ext
}

// queryAll draws and opens rows of the current matrices (2^depth rows) and folds them by the given weights.
func (v *shardVerifier) queryAll(trees []committed, rate int, foldPoint []Ext) []query {
	depth := trees[0].depth
	v.t.grind(queryGrind(rate), v.r.element(), "queries")
	indices := make([]int, queries(rate))
	for q := range indices {
		indices[q] = v.t.sampleBits(depth)
	}
	rows := map[int][]Fp{}
	for _, t := range trees {
		for x, row := range v.r.open(t, indices) {
			rows[x] = append(rows[x], row...)
		}
	}
	weights := eqTable(foldPoint)
	root := rootOfUnity(depth)
	result := make([]query, len(indices))
	for q, x := range indices {
		var y Ext
		row := rows[x]
		for c := range weights {
			switch {
			case rate == 1: // base field, and columns beyond the last are zero
				if c < len(row) {
					y = y.add(weights[c].scale(row[c]))
				}
			default:
				y = y.add(weights[c].mul(*(*Ext)(row[5*c : 5*c+5])))
			}
		}
		reversed := bits.Reverse32(uint32(x)) >> (32 - depth)
		result[q] = query{root.pow(uint64(reversed)), y}
	}
	return result
}

func (v *shardVerifier) whir(main Digest, evaluations []Ext) {
	l, h := v.layout, v.k.height
	tau := v.t.sample()
	claim := horner(evaluations, tau)
	all := v.plainRounds(&claim, nil, l.stackBits)
	foldPoint := all

	trees := []committed{}
	for kind, root := range []Digest{main, v.boundary, v.k.root} {
		if l.widths[kind] > 0 {
			trees = append(trees, committed{root, h + 1, l.widths[kind]})
		} else {
			require(root == Digest{}, "a root of a matrix without columns")
		}
	}
	type batch struct {
		n       int
		xi      Ext
		queries []query
	}
	var batches []batch
	n, rate := h, 1
	query := func() {
		opened := v.queryAll(trees, rate, foldPoint)
		xi := v.t.sample()
		power := xi
		for _, q := range opened {
			claim = claim.add(power.mul(q.y))
			power = power.mul(xi)
		}
		batches = append(batches, batch{n, xi, opened})
	}
	for n > finalLog {
		root := v.r.digest()
		v.t.observe(root[:]...)
		query()
		all = v.plainRounds(&claim, all, fold)
		foldPoint = suffix(all, fold)
		n -= fold
		rate++
		trees = []committed{{root, n + rate, 5 << fold}}
	}
	final := v.r.exts(1 << n)
	v.t.observeExt(final...)
	query()
	all = v.plainRounds(&claim, all, n)

	var weight Ext
	power := one
	for q, log := range l.logs {
		t := v.m.positions[q].table
		if log < 0 {
			for i := t.committedColumns(); i > 0; i-- {
				power = power.mul(tau)
			}
			continue
		}
		high := len(all) - log
		low := eqPoints(suffix(v.point, log), all[high:])
		for c, column := range t.columns {
			if column.kind != columnVirtual {
				weight = weight.add(power.mul(eqIndex(all[:high], l.slots[q][c]>>log)).mul(low))
				power = power.mul(tau)
			}
		}
	}
	for _, b := range batches {
		end := suffix(all, b.n)
		power := b.xi
		for _, q := range b.queries {
			weight = weight.add(power.mul(powAt(q.x, end)))
			power = power.mul(b.xi)
		}
	}
	var value Ext
	for b, e := range eqTable(suffix(all, n)) {
		value = value.add(e.mul(final[b]))
	}
	require(weight.mul(value) == claim, "WHIR: the final polynomial does not fit the claims")
}

// floor refuses a term of soundness.md with an error of count/|K|, after a proof of work, that is above 2^−128.
func floor(what string, count float64, grind int) {
	bits := 5*math.Log2(prime) - math.Log2(count) + powBits(grind)
	require(bits >= floorBits, "security: %s: %.3f bits", what, bits)
}

// requireSecurity checks the terms that depend on machine, class or schedule; the others are constants above 150 bits.
func (m *machine) requireSecurity(h int, messages uint64) {
	floor("local fingerprint", float64(messages), powFor(messages))
	floor("β", float64(m.constraints+1), 0)
	floor("τ", float64(m.evaluations), 0)
	for n, rate := h, 1; ; n, rate = n-fold, rate+1 {
		floor("folding", math.Exp2(float64(n+rate))+2, 0)
		floor("ξ", float64(queries(rate)), 0)
		agree := (1+math.Exp2(-float64(rate)))/2 + math.Exp2(-30)
		bits := -math.Log2(agree)*float64(queries(rate)) + powBits(queryGrind(rate))
		require(bits >= floorBits, "security: queries: %.3f bits", bits)
		if n <= finalLog {
			break
		}
	}
}

// powBits is what a proof of work of g bits is worth: 0 is drawn slightly more often than other values.
func powBits(g int) float64 {
	zeros := uint64(prime-1)>>g + 1
	return -math.Log2(float64(zeros) / prime)
}
