package main

// Poseidon2 over KoalaBear, width 16 (ePrint 2023/323), and the hashes built on it (protocol.md §2).

type Digest [8]Fp

const width, fullHalf, partial = 16, 4, 20

// Round constants and diagonal as Plonky3 publishes them (koala-bear/src/poseidon2.rs).
var firstRounds = [fullHalf][width]Fp{
	{0x7ee56a48, 0x11367045, 0x12e41941, 0x7ebbc12b, 0x1970b7d5, 0x662b60e8, 0x3e4990c6, 0x679f91f5,
		0x350813bb, 0x00874ad4, 0x28a0081a, 0x18fa5872, 0x5f25b071, 0x5e5d5998, 0x5e6fd3e7, 0x5b2e2660},
	{0x6f1837bf, 0x3fe6182b, 0x1edd7ac5, 0x57470d00, 0x43d486d5, 0x1982c70f, 0x0ea53af9, 0x61d6165b,
		0x51639c00, 0x2dec352c, 0x2950e531, 0x2d2cb947, 0x08256cef, 0x1a0109f6, 0x1f51faf3, 0x5cef1c62},
	{0x3d65e50e, 0x33d91626, 0x133d5a1e, 0x0ff49b0d, 0x38900cd1, 0x2c22cc3f, 0x28852bb2, 0x06c65a02,
		0x7b2cf7bc, 0x68016e1a, 0x15e16bc0, 0x5248149a, 0x6dd212a0, 0x18d6830a, 0x5001be82, 0x64dac34e},
	{0x5902b287, 0x426583a0, 0x0c921632, 0x3fe028a5, 0x245f8e49, 0x43bb297e, 0x7873dbd9, 0x3cc987df,
		0x286bb4ce, 0x640a8dcd, 0x512a8e36, 0x03a4cf55, 0x481837a2, 0x03d6da84, 0x73726ac7, 0x760e7fdf},
}

var lastRounds = [fullHalf][width]Fp{
	{0x43e7dc24, 0x259a5d61, 0x27e85a3b, 0x1b9133fa, 0x343e5628, 0x485cd4c2, 0x16e269f5, 0x165b60c6,
		0x25f683d9, 0x124f81f9, 0x174331f9, 0x77344dc5, 0x5a821dba, 0x5fc4177f, 0x54153bf5, 0x5e3f1194},
	{0x3bdbf191, 0x088c84a3, 0x68256c9b, 0x3c90bbc6, 0x6846166a, 0x03f4238d, 0x463335fb, 0x5e3d3551,
		0x6e59ae6f, 0x32d06cc0, 0x596293f3, 0x6c87edb2, 0x08fc60b5, 0x34bcca80, 0x24f007f3, 0x62731c6f},
	{0x1e1db6c6, 0x0ca409bb, 0x585c1e78, 0x56e94edc, 0x16d22734, 0x18e11467, 0x7b2c3730, 0x770075e4,
		0x35d1b18c, 0x22be3db5, 0x4fb1fbb7, 0x477cb3ed, 0x7d5311c6, 0x5b62ae7d, 0x559c5fa8, 0x77f15048},
	{0x3211570b, 0x490fef6a, 0x77ec311f, 0x2247171b, 0x4e0ac711, 0x2edf69c9, 0x3b5a8850, 0x65809421,
		0x5619b4aa, 0x362019a7, 0x6bf9d4ed, 0x5b413dff, 0x617e181e, 0x5e7ab57b, 0x33ad7833, 0x3466c7ca},
}

var partialRounds = [partial]Fp{
	0x54dfeb5d, 0x7d40afd6, 0x722cb316, 0x106a4573, 0x45a7ccdb, 0x44061375, 0x154077a5, 0x45744faa, 0x4eb5e5ee, 0x3794e83f,
	0x47c7093c, 0x5694903c, 0x69cb6299, 0x373df84c, 0x46a0df58, 0x46b8758a, 0x3241ebcb, 0x0b09d233, 0x1af42357, 0x1e66cec2,
}

// −2, 1, 2, 1/2, 3, 4, −1/2, −3, −4, 2⁻⁸, 1/8, 2⁻²⁴, −2⁻⁸, −1/8, −1/16, −2⁻²⁴
var diagonal = func() (v [width]Fp) {
	half := Fp((prime + 1) / 2)
	minus := func(a Fp) Fp { return prime - a }
	return [width]Fp{prime - 2, 1, 2, half, 3, 4, minus(half), prime - 3, prime - 4, half.pow(8), half.pow(3), half.pow(24),
		minus(half.pow(8)), minus(half.pow(3)), minus(half.pow(4)), minus(half.pow(24))}
}()

// external multiplies by circ(2·M4, M4, M4, M4) with M4 = circ(2, 3, 1, 1).
func external(s *[width]Fp) {
	var out [width]uint64
	var sum [4]uint64
	for i := 0; i < width; i += 4 {
		a, b, c, d := uint64(s[i]), uint64(s[i+1]), uint64(s[i+2]), uint64(s[i+3])
		all := a + b + c + d
		out[i], out[i+1], out[i+2], out[i+3] = all+a+2*b, all+b+2*c, all+c+2*d, all+d+2*a
		sum[0] += out[i]
		sum[1] += out[i+1]
		sum[2] += out[i+2]
		sum[3] += out[i+3]
	}
	for i := range s {
		s[i] = Fp((out[i] + sum[i%4]) % prime)
	}
}

func cube(a Fp) Fp { return a.mul(a).mul(a) }

func fullRound(s *[width]Fp, constants *[width]Fp) {
	for i := range s {
		s[i] = cube(s[i].add(constants[i]))
	}
	external(s)
}

func permute(s *[width]Fp) {
	external(s)
	for r := range firstRounds {
		fullRound(s, &firstRounds[r])
	}
	for _, constant := range partialRounds {
		s[0] = cube(s[0].add(constant))
		sum := uint64(0)
		for _, x := range s {
			sum += uint64(x)
		}
		for i := range s {
			s[i] = Fp((sum + uint64(s[i])*uint64(diagonal[i])) % prime)
		}
	}
	for r := range lastRounds {
		fullRound(s, &lastRounds[r])
	}
}

func hashElements(e []Fp) Digest {
	var s [width]Fp
	s[8] = Fp(len(e))
	for {
		n := copy(s[:8], e)
		for i := n; i < 8; i++ {
			s[i] = 0
		}
		permute(&s)
		e = e[n:]
		if len(e) == 0 {
			return *(*Digest)(s[:8])
		}
	}
}

func compress(l, r Digest) Digest {
	var s [width]Fp
	copy(s[:8], l[:])
	copy(s[8:], r[:])
	permute(&s)
	for i := range l {
		l[i] = l[i].add(s[i])
	}
	return l
}

// transcript is the duplex sponge of §3.
type transcript struct {
	state   [width]Fp
	buffer  []Fp
	outputs int
}

func newTranscript(domain string) *transcript {
	t := &transcript{}
	t.observe(Fp(len(domain)))
	for _, c := range []byte(domain) {
		t.observe(Fp(c))
	}
	return t
}

func (t *transcript) run() {
	copy(t.state[:], t.buffer)
	t.state[8] = t.state[8].add(Fp(len(t.buffer)))
	permute(&t.state)
	t.buffer, t.outputs = t.buffer[:0], 8
}

func (t *transcript) observe(elements ...Fp) {
	for _, e := range elements {
		t.outputs = 0
		t.buffer = append(t.buffer, e)
		if len(t.buffer) == 8 {
			t.run()
		}
	}
}

func (t *transcript) observeExt(elements ...Ext) {
	for i := range elements {
		t.observe(elements[i][:]...)
	}
}

func (t *transcript) sampleElement() Fp {
	if len(t.buffer) > 0 || t.outputs == 0 {
		t.run()
	}
	t.outputs--
	return t.state[t.outputs]
}

func (t *transcript) sample() (e Ext) {
	for i := range e {
		e[i] = t.sampleElement()
	}
	return e
}

func (t *transcript) sampleMany(n int) []Ext {
	r := make([]Ext, n)
	for i := range r {
		r[i] = t.sample()
	}
	return r
}

func (t *transcript) sampleBits(bits int) int { return int(t.sampleElement() & (1<<bits - 1)) }

// grind checks a proof of work of the given bits.
func (t *transcript) grind(bits int, nonce Fp, where string) {
	if bits == 0 {
		require(nonce == 0, "%s: nonce %d without proof of work", where, nonce)
		return
	}
	t.observe(nonce)
	require(t.sampleBits(bits) == 0, "%s: proof of work of %d bits not done", where, bits)
}
