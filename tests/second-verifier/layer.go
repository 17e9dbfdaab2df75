package main

import (
	"math"
	"math/big"
)

// Layers, protocol.md §13.

type layer struct {
	domain      string
	rate        int // R₀
	fold        int
	step        int // R′ − R
	final       int // 7b goes on while n is more than this
	lists       bool
	foldLimit   int // most proof of work of a fold
	queryGrinds int
	keccak      bool // trees, transcript and bytes of §15
}

var layers = map[string]*layer{
	"shard":  {domain: "zkfp shard v3", rate: 1, fold: 3, step: 1, final: 10},
	"shrink": {domain: "zkfp shrink v3", rate: 3, fold: 3, step: 2, final: 8, lists: true, foldLimit: 14, queryGrinds: 16},
	"final":  {domain: "zkfp final v3", rate: 6, fold: 4, step: 2, final: 9, lists: true, foldLimit: 14, queryGrinds: 20},
	"l1":     {domain: "zkfp l1 v3", rate: 7, fold: 4, step: 3, final: 9, lists: true, foldLimit: 14, queryGrinds: 24, keccak: true},
}

// code is a matrix with columns of 2^n coefficients at rate 2^−rate, and what a verifier asks of it.
type code struct {
	n, rate    int
	queries    int
	queryGrind int
	foldGrind  int
	near       float64 // L
	exceptions float64 // E, or N in unique decoding
	agree      float64 // rows that a word may agree in which is not near, of N
}

func (l *layer) code(n, rate int) code {
	c := code{n: n, rate: rate, near: 1, exceptions: math.Exp2(float64(n + rate))}
	if !l.lists {
		c.queries, c.queryGrind = queries(rate), queryGrind(rate)
		c.agree = (1 + math.Exp2(-float64(rate))) / 2
		return c
	}
	m := int64(63)
	for ; m > 3; m-- {
		if _, near, exceptions := johnson(n, rate, m); foldWork(near, exceptions) <= l.foldLimit {
			break
		}
	}
	agreement, near, exceptions := johnson(n, rate, m)
	c.queryGrind, c.foldGrind = l.queryGrinds, foldWork(near, exceptions)
	length := c.exceptions
	c.near, c.exceptions = real64(near), real64(exceptions)
	c.queries = int(math.Ceil((floorBits + 0.01 - float64(c.queryGrind)) / -math.Log2(real64(agreement)/length)))
	c.agree = (real64(agreement) - 1) / length
	return c
}

// foldWork is g(E + 2L).
func foldWork(near, exceptions *big.Int) int {
	return powFor(new(big.Int).Add(exceptions, new(big.Int).Lsh(near, 1)).Uint64())
}

// johnson is A, L and E for a number m.
func johnson(n, rate int, m int64) (agreement, near, exceptions *big.Int) {
	number := big.NewInt
	mul := func(factors ...*big.Int) *big.Int {
		p := number(1)
		for _, f := range factors {
			p.Mul(p, f)
		}
		return p
	}
	sub := func(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }
	length := new(big.Int).Lsh(number(1), uint(n+rate))
	degree := sub(new(big.Int).Lsh(number(1), uint(n)), number(1))
	odd := number(2*m + 1)
	// 4m²A² ≥ DN(2m+1)², 4Dμ² < (2m+1)²N, 12Dη < (2m+1)²N.
	agreement = rootUp(divideUp(mul(degree, length, odd, odd), number(4*m*m)))
	mu := sub(rootUp(divideUp(mul(odd, odd, length), mul(number(4), degree))), number(1))
	eta := sub(divideUp(mul(odd, odd, length), mul(number(12), degree)), number(1))
	margin := sub(mul(agreement, agreement), mul(length, degree))
	near = new(big.Int).Div(mul(length, sub(agreement, degree)), margin)
	joint := new(big.Int).Add(eta, mu)
	joint.Add(joint, mul(number(4), degree, mu, eta))
	exceptions = mul(sub(mul(number(2), mu), number(1)), eta)
	exceptions.Add(exceptions, divideUp(mul(sub(length, degree), joint), sub(agreement, degree)))
	exceptions.Add(exceptions, mul(sub(sub(length, degree), number(1)), mu))
	return agreement, near, exceptions
}

func divideUp(a, b *big.Int) *big.Int {
	q, r := new(big.Int).DivMod(a, b, new(big.Int))
	if r.Sign() != 0 {
		q.Add(q, big.NewInt(1))
	}
	return q
}

// rootUp is the smallest s with s² ≥ v.
func rootUp(v *big.Int) *big.Int {
	s := new(big.Int).Sqrt(v)
	if new(big.Int).Mul(s, s).Cmp(v) < 0 {
		s.Add(s, big.NewInt(1))
	}
	return s
}

func real64(v *big.Int) float64 {
	f, _ := new(big.Float).SetInt(v).Float64()
	return f
}

// outside is a value that a polynomial is said to have at a point.
type outside struct {
	point []Ext
	value Ext
}

// readOutside samples a point after a commitment that is decoded to lists, and reads the value there.
func (v *shardVerifier) readOutside(variables int) []outside {
	if !v.m.layer.lists {
		return nil
	}
	point := v.t.sampleMany(variables)
	value := v.r.ext()
	v.t.observeExt(value)
	return []outside{{point, value}}
}
