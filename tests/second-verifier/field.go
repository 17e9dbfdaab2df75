package main

// KoalaBear and its quintic extension (protocol.md §1). Elements are canonical integers below p.

const prime = 1<<31 - 1<<24 + 1

type Fp uint32

// Ext is c0 + c1·X + … + c4·X⁴ modulo X⁵ + X² − 1.
type Ext [5]Fp

func (a Fp) add(b Fp) Fp {
	s := uint32(a) + uint32(b)
	if s >= prime {
		s -= prime
	}
	return Fp(s)
}

func (a Fp) sub(b Fp) Fp {
	if a < b {
		return a + prime - b
	}
	return a - b
}

func (a Fp) mul(b Fp) Fp { return Fp(uint64(a) * uint64(b) % prime) }

func (a Fp) pow(e uint64) Fp {
	r := Fp(1)
	for ; e > 0; e >>= 1 {
		if e&1 == 1 {
			r = r.mul(a)
		}
		a = a.mul(a)
	}
	return r
}

// rootOfUnity generates the subgroup of order 2^k.
func rootOfUnity(k int) Fp { return Fp(3).pow(127 << (24 - k)) }

var one = Ext{1}

func lift(a Fp) Ext { return Ext{a} }

func (a Ext) isZero() bool { return a == Ext{} }

func (a Ext) add(b Ext) Ext {
	for i := range a {
		a[i] = a[i].add(b[i])
	}
	return a
}

func (a Ext) sub(b Ext) Ext {
	for i := range a {
		a[i] = a[i].sub(b[i])
	}
	return a
}

func (a Ext) scale(b Fp) Ext {
	for i := range a {
		a[i] = a[i].mul(b)
	}
	return a
}

func (a Ext) mul(b Ext) Ext {
	var t [9]uint64 // sums of at most five products that are reduced first
	for i := range a {
		for j := range b {
			t[i+j] += uint64(a[i]) * uint64(b[j]) % prime
		}
	}
	// X⁵ = 1 − X², X⁶ = X − X³, X⁷ = X² − X⁴, X⁸ = −1 + X² + X³.
	const fill = 8 * prime
	return Ext{
		Fp((t[0] + t[5] + fill - t[8]) % prime),
		Fp((t[1] + t[6]) % prime),
		Fp((t[2] + t[7] + t[8] + fill - t[5]) % prime),
		Fp((t[3] + t[8] + fill - t[6]) % prime),
		Fp((t[4] + fill - t[7]) % prime),
	}
}

// horner returns Σ cᵢ xⁱ.
func horner(c []Ext, x Ext) Ext {
	var r Ext
	for i := len(c) - 1; i >= 0; i-- {
		r = r.mul(x).add(c[i])
	}
	return r
}

// eqPoints is eq(a, b) for two points of equal length.
func eqPoints(a, b []Ext) Ext {
	r := one
	for i := range a {
		ab := a[i].mul(b[i])
		r = r.mul(one.sub(a[i]).sub(b[i]).add(ab).add(ab))
	}
	return r
}

// eqIndex is eq(r, index): coordinate 0 is the most significant bit of the index.
func eqIndex(r []Ext, index uint64) Ext {
	p := one
	for i := range r {
		if index>>(len(r)-1-i)&1 == 1 {
			p = p.mul(r[i])
		} else {
			p = p.mul(one.sub(r[i]))
		}
	}
	return p
}

// eqTable lists eq(r, b) for all b < 2^len(r).
func eqTable(r []Ext) []Ext {
	t := []Ext{one}
	for _, x := range r {
		next := make([]Ext, 2*len(t))
		for b, v := range t {
			high := v.mul(x)
			next[2*b], next[2*b+1] = v.sub(high), high
		}
		t = next
	}
	return t
}

// powAt is pow_n(x), the multilinear polynomial with x^b at the corner b, at the point r (§4).
func powAt(x Fp, r []Ext) Ext {
	p := one
	for i := len(r) - 1; i >= 0; i-- {
		p = p.mul(one.add(r[i].scale(x.sub(1))))
		x = x.mul(x)
	}
	return p
}

func suffix(r []Ext, n int) []Ext { return r[len(r)-n:] }

func ceilLog2(n uint64) int {
	k := 0
	for n > 1<<k {
		k++
	}
	return k
}
