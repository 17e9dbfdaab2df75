package main

import (
	"math"
	"math/bits"
)

// The WHIR opening, protocol.md §8 step 7, and the security floor.

const (
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

// foldSent is a round of the plain sumcheck, read: c₀, c₂.
func (v *shardVerifier) foldSent(sent []Ext, claim *Ext) Ext {
	middle := claim.sub(sent[0]).sub(sent[0]).sub(sent[1])
	r := v.t.sample()
	*claim = horner([]Ext{sent[0], middle, sent[1]}, r)
	return r
}

// plainRounds appends the challenges of several rounds, each after a proof of work of grind bits; the nonces follow all messages.
func (v *shardVerifier) plainRounds(claim *Ext, challenges []Ext, rounds, grind int) []Ext {
	messages := v.r.exts(2 * rounds)
	var nonces []Fp
	if grind > 0 {
		nonces = v.r.elements(rounds)
	}
	for i := 0; i < rounds; i++ {
		sent := messages[2*i : 2*i+2]
		v.t.observeExt(sent...)
		if grind > 0 {
			v.t.grind(grind, nonces[i], "fold")
		}
		challenges = append(challenges, v.foldSent(sent, claim))
	}
	return challenges
}

// query is an opened row, folded: the claim that pow_n(x) sums to y.
type query struct {
	x Fp
	y Ext
}

// queryAll draws and opens rows of the current matrices (2^depth rows) and folds them by the given weights.
func (v *shardVerifier) queryAll(trees []committed, c code, first bool, foldPoint []Ext) []query {
	depth := trees[0].depth
	v.t.grind(c.queryGrind, v.r.element(), "queries")
	indices := make([]int, c.queries)
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
			case first: // base field, and columns beyond the last are zero
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
	l, h, layer := v.layout, v.k.height, v.m.layer
	tau := v.t.sample()
	claim := horner(evaluations, tau)
	power := one
	for range evaluations {
		power = power.mul(tau)
	}
	afterEvaluations := power
	for _, o := range v.outside {
		claim = claim.add(power.mul(o.value))
		power = power.mul(tau)
	}
	matrix := layer.code(h, layer.rate)
	all := v.plainRounds(&claim, nil, l.stackBits, matrix.foldGrind)
	foldPoint := all

	trees := []committed{}
	for kind, root := range []Digest{main, v.boundary, v.k.root} {
		if l.widths[kind] > 0 {
			trees = append(trees, committed{root, h + layer.rate, l.widths[kind], layer.keccak})
		} else {
			require(root == Digest{}, "a root of a matrix without columns")
		}
	}
	type batch struct {
		n       int
		xi      Ext
		queries []query
		outside []outside
	}
	var batches []batch
	query := func(others []outside) {
		opened := v.queryAll(trees, matrix, len(batches) == 0, foldPoint)
		xi := v.t.sample()
		power := xi
		for _, q := range opened {
			claim = claim.add(power.mul(q.y))
			power = power.mul(xi)
		}
		for _, o := range others {
			claim = claim.add(power.mul(o.value))
			power = power.mul(xi)
		}
		batches = append(batches, batch{matrix.n, xi, opened, others})
	}
	for matrix.n > layer.final {
		root := v.r.digest()
		v.t.observeRoot(root)
		query(v.readOutside(matrix.n))
		matrix = layer.code(matrix.n-layer.fold, matrix.rate+layer.step)
		all = v.plainRounds(&claim, all, layer.fold, matrix.foldGrind)
		foldPoint = suffix(all, layer.fold)
		trees = []committed{{root, matrix.n + matrix.rate, 5 << layer.fold, layer.keccak}}
	}
	final := v.r.exts(1 << matrix.n)
	v.t.observeExt(final...)
	query(nil)
	all = v.plainRounds(&claim, all, matrix.n, 0)

	var weight Ext
	power = one
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
	power = afterEvaluations
	for _, o := range v.outside {
		weight = weight.add(power.mul(eqPoints(o.point, all)))
		power = power.mul(tau)
	}
	for _, b := range batches {
		end := suffix(all, b.n)
		power := b.xi
		for _, q := range b.queries {
			weight = weight.add(power.mul(powAt(q.x, end)))
			power = power.mul(b.xi)
		}
		for _, o := range b.outside {
			weight = weight.add(power.mul(eqPoints(o.point, end)))
			power = power.mul(b.xi)
		}
	}
	var value Ext
	for b, e := range eqTable(suffix(all, matrix.n)) {
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
func (m *machine) requireSecurity(l *layout, h int, messages uint64) {
	floor("local fingerprint", float64(messages), powFor(messages))
	floor("β", float64(m.constraints+1), 0)
	c := m.layer.code(h, m.layer.rate)
	others := 0 // claims outside the domain
	if m.layer.lists {
		others = 1
		require(l.widths[columnBoundary] == 0, "boundary columns in a layer that is decoded to lists")
		floor("out of domain", c.near*(c.near-1)/2*float64(l.stackBits+h), 0)
	}
	floor("τ", c.near*float64(m.evaluations+uint64(others)), 0)
	for {
		floor("folding", c.exceptions+2*c.near, c.foldGrind)
		bits := -math.Log2(c.agree+math.Exp2(-30))*float64(c.queries) + powBits(c.queryGrind)
		require(bits >= floorBits, "security: queries: %.3f bits", bits)
		if c.n <= m.layer.final {
			floor("ξ", float64(c.queries), 0)
			return
		}
		next := m.layer.code(c.n-m.layer.fold, c.rate+m.layer.step)
		if m.layer.lists {
			floor("out of domain", next.near*(next.near-1)/2*float64(c.n), 0)
		}
		floor("ξ", next.near*float64(c.queries+others), 0)
		c = next
	}
}

// powBits is what a proof of work of g bits is worth: 0 is drawn slightly more often than other values.
func powBits(g int) float64 {
	zeros := uint64(prime-1)>>g + 1
	return -math.Log2(float64(zeros) / prime)
}
