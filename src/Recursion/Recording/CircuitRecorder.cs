using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Machine.Tables;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Recording;

/// <summary>
/// Turns what a verifier does into operations of the circuit machine. It knows no values: only constants, which fold. Equal operations become one; a product is
/// fused with the sum that it enters, whoever else reads it; what nobody reads is dropped in the end (<see cref="Finish()"/>).
/// <para>
/// A base value is a coefficient of a wire. Five coefficients that are those of one wire are that wire, so nothing is spent on taking values apart and
/// putting them together again as hashes do; only where arithmetic needs a coefficient by itself is the wire unpacked.
/// </para>
/// </summary>
public sealed class CircuitRecorder
{
    private const int Degree = KoalaBear5.Degree;

    // Fibonacci hashing, word by word.
    private const ulong Golden = 0x9E3779B97F4A7C15;

    // Elements of the wires of a state.
    private static readonly int[] s_state = [Degree, Degree, Degree, Degree, Poseidon2.Width - Degree * (SpongeTable.Wires - 1)];

    private readonly RecursionMachine _machine;
    private readonly List<Op> _ops = [];
    private readonly List<int> _operands = [];
    private readonly List<KoalaBear5> _constants = [];
    private readonly List<OpenedTree> _trees = [];

    // By wire: the operation that makes it, and how many of its coefficients can be other than 0. Wire 0 is none.
    private readonly List<(int Op, int Lanes)> _wires = [(-1, 0)];

    private readonly List<Index> _indices = [default];
    private readonly Dictionary<int, int[]> _canonical = [];
    private readonly Dictionary<KoalaBear5, int> _constantWires = [];
    private readonly Dictionary<ulong, (int Array, int Lanes, int[] Wires)> _arrays = [];
    private int _inputs;

    // Operations that are made once, by hash: numbers in _ops from 1, 0 where none is. A power of two of places, half of them at most in use.
    private int[] _known = new int[1 << 12];
    private int _knownCount;

    /// <summary>An empty circuit of <see cref="RecursionMachine.Rec1"/>.</summary>
    public CircuitRecorder() : this(RecursionMachine.Rec1)
    {
    }

    /// <summary>An empty circuit of a machine.</summary>
    public CircuitRecorder(RecursionMachine machine)
    {
        _machine = machine;
        Zero = Constant(KoalaBear5.Zero);
        One = Constant(KoalaBear5.One);
    }

    internal int Zero { get; }

    internal int One { get; }

    /// <summary>The circuit of all that was recorded.</summary>
    public Circuit Finish() => Finish(CircuitTables.MerkleSteps(_trees));

    /// <summary>With room for so many steps of Merkle paths, if their number is the circuit's.</summary>
    internal Circuit Finish(int steps)
    {
        // They come last: what they carry is known when all leaves are.
        for (int i = 0; _machine.Has(TableId.Step) && i < steps; i++)
        {
            int first = Emit(OpKind.Step, [], s_state, (uint)i), last = Rounds([first, first + 1, first + 2, first + 3, first + 4]);
            Emit(OpKind.Parent, [last, last + 1], [], (uint)i, (uint)first);
        }

        return new Circuit(_machine, _ops, _operands, _constants, _trees, _wires.Count, _inputs);
    }

    internal int Constant(KoalaBear5 value)
    {
        if (_constantWires.TryGetValue(value, out int wire)) return wire;
        int lanes = Degree;
        while (lanes > 1 && value[lanes - 1] == KoalaBear.Zero) lanes--;
        _constants.Add(value);
        wire = Emit(OpKind.Constant, [], [lanes], (uint)(_constants.Count - 1));
        _constantWires.Add(value, wire);
        return wire;
    }

    /// <summary>The next value on the tape.</summary>
    internal int Input(int lanes) => Emit(OpKind.Input, [], [lanes], (uint)lanes, (uint)_inputs++);

    internal bool IsConstant(int wire, out KoalaBear5 value)
    {
        Op op = _ops[_wires[wire].Op];
        bool constant = op.Kind == OpKind.Constant;
        value = constant ? _constants[(int)op.P0] : default;
        return constant;
    }

    /// <summary>A coefficient of a wire.</summary>
    internal WireBase Lane(int wire, int lane)
    {
        if (IsConstant(wire, out KoalaBear5 value)) return new WireBase(Constant((KoalaBear5)value[lane]), 0);
        if (lane >= _wires[wire].Lanes) return new WireBase(Zero, 0);
        Op op = _ops[_wires[wire].Op];
        return op.Kind == OpKind.Pack ? new WireBase(_operands[op.Operands + lane], 0) : new WireBase(wire, lane);
    }

    /// <summary>The wire of a base value by itself.</summary>
    internal int Scalar(WireBase x)
    {
        if (x.Lane == 0 && _wires[x.Wire].Lanes == 1) return x.Wire;
        int first = Known(OpKind.Unpack, [x.Wire], [1, 1, 1, 1, 1]);
        return first + x.Lane;
    }

    /// <summary>The wire with these coefficients; those beyond are 0.</summary>
    internal int Gather(ReadOnlySpan<WireBase> lanes)
    {
        Span<WireBase> five = stackalloc WireBase[Degree];
        five.Fill(new WireBase(Zero, 0));
        lanes.CopyTo(five);
        int wire = five[0].Wire, count = _wires[wire].Lanes;
        bool whole = true, constant = true;
        Span<KoalaBear> values = stackalloc KoalaBear[Degree];
        for (int i = 0; i < Degree; i++)
        {
            whole &= i < count ? five[i].Wire == wire && five[i].Lane == i : five[i].Wire == Zero;
            if (IsConstant(five[i].Wire, out KoalaBear5 value)) values[i] = value[0];
            else constant = false;
        }

        if (constant) return Constant(KoalaBear5.FromCoefficients(values));
        if (whole) return wire;
        Span<int> scalars = stackalloc int[Degree];
        int used = 0;
        for (int i = 0; i < Degree; i++)
        {
            scalars[i] = Scalar(five[i]);
            if (scalars[i] != Zero) used = i + 1;
        }

        return Known(OpKind.Pack, scalars, [used]);
    }

    /// <summary>x + y.</summary>
    internal int Add(int x, int y) => Sum(FormOf(x), x, FormOf(y), y, KoalaBear.One);

    /// <summary>x − y.</summary>
    internal int Sub(int x, int y) => Sum(FormOf(x), x, FormOf(y), y, -KoalaBear.One);

    /// <summary>x·y.</summary>
    internal int Mul(int x, int y)
    {
        if (IsConstant(x, out KoalaBear5 c))
        {
            if (IsConstant(y, out KoalaBear5 d)) return Constant(c * d);
            (x, y) = (y, x);
        }

        if (IsConstant(y, out c) && IsBase(c))
        {
            Form f = FormOf(x);
            return Make(f with { S = f.S * c[0], K = f.K * c[0] });
        }

        Form a = FormOf(x), b = FormOf(y);
        if (!a.IsLinear || a.K != KoalaBear.Zero) a = Linear(x);
        if (!b.IsLinear || b.K != KoalaBear.Zero) b = Linear(y);
        return Make(new Form(a.S * b.S, Math.Min(a.A, b.A), Math.Max(a.A, b.A), KoalaBear.Zero, 0, KoalaBear.Zero));
    }

    /// <summary>s·a·b + t·c.</summary>
    internal int Mac(KoalaBear s, int a, int b, KoalaBear t, int c) => Make(new Form(s, a, b, t, c, KoalaBear.Zero));

    internal void AssertEqual(int x, int y)
    {
        if (x == y) return;
        Op op = _ops[_wires[x].Op];
        if (op.Kind != OpKind.Mac) (x, y) = (y, x);
        op = _ops[_wires[x].Op];
        if (op.Kind == OpKind.Mac)
        {
            Emit(OpKind.AssertMac, [_operands[op.Operands], _operands[op.Operands + 1], _operands[op.Operands + 2], y], [], op.P0, op.P1, op.P2);
            return;
        }

        if (IsConstant(x, out _) && IsConstant(y, out _))
            throw new InvalidOperationException("Two constants are asserted to be equal and are not: nothing satisfies the circuit.");
        Emit(OpKind.AssertMac, [x, One, Zero, y], [], 1, 0, 0);
    }

    internal void AssertNonZero(int x)
    {
        if (IsConstant(x, out KoalaBear5 value) && value != KoalaBear5.Zero) return;
        int inverse = Emit(OpKind.Inverse, [x], [Degree]);
        Emit(OpKind.AssertNonZero, [x, inverse, Zero, One], [], 1, 0, 0);
    }

    /// <summary>c + Σ vᵢ·wᵢ for the coefficients of wire v.</summary>
    internal int Dot(int v, ReadOnlySpan<int> w, int c)
    {
        if (_machine.Has(TableId.Dot)) return Known(OpKind.Dot, [v, .. w, c], [Degree]);
        for (int i = 0; i < w.Length; i++) c = Add(c, Mul(w[i], Scalar(Lane(v, i))));
        return c;
    }

    /// <summary>c·(1 − R + R·x) and x².</summary>
    internal (int Product, int Square) Pow(int c, int x, int r)
    {
        int first = Known(OpKind.Pow, [c, x, r], [Degree, 1]);
        return (first, first + 1);
    }

    /// <summary>The low bits of a base element; asserts that there are no others if <paramref name="all"/>.</summary>
    internal WireIndex Bits(int x, int bits, bool all)
    {
        if (bits is < 0 or > BitsTable.Count || all && bits > 30) throw new InvalidOperationException($"A range of {bits} bits is none of an element.");
        if (IsConstant(x, out KoalaBear5 value))
        {
            uint v = value[0].Value;
            if (all && v >> bits != 0) throw new InvalidOperationException($"The constant {v} is asserted to have {bits} bits: nothing satisfies the circuit.");
            _indices.Add(new Index(Constant((KoalaBear5)new KoalaBear(v & (uint)((1L << bits) - 1))), bits, 0, null));
        }
        else if (!_machine.Has(TableId.Bits))
        {
            _indices.Add(Bytes(x, bits, all));
        }
        else
        {
            Span<int> lanes = stackalloc int[1 + BitsTable.Groups];
            lanes.Fill(Degree);
            lanes[0] = 1;
            lanes[^1] = 1;
            _indices.Add(new Index(0, bits, Known(all ? OpKind.AssertBits : OpKind.Bits, [x], lanes, (uint)bits), null));
        }

        return new WireIndex(_indices.Count - 1);
    }

    internal int BitCount(WireIndex index) => _indices[index.Number].Bits;

    internal WireBase Bit(WireIndex index, int position)
    {
        (int constant, int bits, int result, int[]? bytes) = _indices[index.Number];
        if ((uint)position >= (uint)bits) throw new InvalidOperationException($"Bit {position} of {bits}.");
        if (bytes is not null)
        {
            int row = bytes[position / ByteTable.Count], at = position % ByteTable.Count;
            return Lane(row + 1 + at / ByteTable.Group, at % ByteTable.Group);
        }

        if (constant == 0) return Lane(result + 1 + position / Degree, position % Degree);
        IsConstant(constant, out KoalaBear5 value);
        return new WireBase((value[0].Value >> position & 1) != 0 ? One : Zero, 0);
    }

    /// <summary>The value of an index.</summary>
    internal int ValueOf(WireIndex index)
    {
        (int constant, _, int result, int[]? bytes) = _indices[index.Number];
        if (constant != 0) return constant;
        if (bytes is not null) return result;
        Op op = _ops[_wires[result].Op];
        return op.Kind == OpKind.AssertBits ? _operands[op.Operands] : result;
    }

    /// <summary>Entry <paramref name="index"/> of a table.</summary>
    internal int Select(ReadOnlySpan<WireExt> table, int index)
    {
        Form f = FormOf(index);
        if (IsConstant(index, out KoalaBear5 value))
        {
            return value[0].Value < (uint)table.Length
                ? table[(int)value[0].Value].Wire
                : throw new InvalidOperationException($"Entry {value[0].Value} of {table.Length}: nothing satisfies the circuit.");
        }

        if (!_machine.Has(TableId.Select))
            throw new NotSupportedException($"The machine {_machine.Definition.Name} has no arrays: a table cannot be read at a computed place.");
        if (!f.IsLinear || f.S != KoalaBear.One) f = Linear(index);
        (int array, int lanes) = ArrayOf(MemoryMarshal.Cast<WireExt, int>(table));
        return Known(OpKind.Select, [f.A], [lanes], (uint)array, f.K.Value);
    }

    /// <summary>The permutation of a state, in place.</summary>
    internal void Permute(Span<WireBase> state)
    {
        Span<int> wires = stackalloc int[SpongeTable.Wires];
        bool constant = true;
        Span<KoalaBear> values = stackalloc KoalaBear[Degree * SpongeTable.Wires];
        for (int w = 0; w < wires.Length; w++)
        {
            wires[w] = Gather(state[(Degree * w)..Math.Min(state.Length, Degree * (w + 1))]);
            constant &= IsConstant(wires[w], out KoalaBear5 value);
            value.CopyTo(values[(Degree * w)..]);
        }

        if (constant)
        {
            Poseidon2.Permute(values[..state.Length]);
            for (int i = 0; i < state.Length; i++) state[i] = new WireBase(Constant((KoalaBear5)values[i]), 0);
            return;
        }

        int first = _machine.Has(TableId.Sponge) ? Known(OpKind.Sponge, wires, s_state) : Rounds(wires);
        for (int w = 0; w < wires.Length; w++)
            for (int i = 0; i < Degree; i++)
                if (SpongeTable.OutputLane(w, i) is >= 0 and int lane) state[lane] = Lane(first + w, i);
    }

    /// <summary>A tree of which <paramref name="queries"/> leaves will be opened.</summary>
    internal int Tree(ReadOnlySpan<WireBase> root, int depth, int queries)
    {
        int tree = _trees.Count;
        _trees.Add(new OpenedTree(depth, queries));
        (int a, int b, bool reversed) = DigestWires(root);
        Emit(OpKind.Root, [a, b, Zero], [], (uint)tree, reversed ? 1u : 0);
        return tree;
    }

    /// <summary>A leaf of a tree: a digest at an index.</summary>
    internal void Leaf(int tree, int query, ReadOnlySpan<WireBase> digest, int index)
    {
        (int a, int b, bool reversed) = DigestWires(digest);
        Emit(OpKind.Leaf, [a, b, index], [], (uint)tree, reversed ? 1u : 0, (uint)query);
    }

    internal void Output(ReadOnlySpan<WireBase> digest)
    {
        Emit(OpKind.Output, [Gather(digest[..Degree]), One, Zero], [], 0);
        Emit(OpKind.Output, [Gather(digest[Degree..]), One, Zero], [], 1);
    }

    // The wires of a digest: those of a sponge as they are, others put together.
    private (int A, int B, bool Reversed) DigestWires(ReadOnlySpan<WireBase> digest)
    {
        int first = digest[0].Wire;
        Op op = _ops[_wires[first].Op];
        bool reversed = (op.Kind == OpKind.Sponge || op.Kind == OpKind.Rounds && op.P0 == RoundsTable.Last) && first == op.Result;
        for (int i = 0; i < digest.Length && reversed; i++) reversed = digest[i].Wire == first + i / Degree && digest[i].Lane == Degree - 1 - i % Degree;
        return reversed ? (first, first + 1, true) : (Gather(digest[..Degree]), Gather(digest[Degree..]), false);
    }

    // The rows of a permutation, each on the state that the one before has written.
    private int Rounds(ReadOnlySpan<int> wires)
    {
        int first = Known(OpKind.Rounds, wires, s_state, 0);
        for (uint kind = 1; kind < RoundsTable.Kinds; kind++)
        {
            if (kind == RoundsTable.Kinds / 2) first = Known(OpKind.Partial, [first, first + 1, first + 2, first + 3, first + 4], s_state);
            first = Known(OpKind.Rounds, [first, first + 1, first + 2, first + 3, first + 4], s_state, kind);
        }

        return first;
    }

    // The low bits of x where bits come by bytes.
    private Index Bytes(int x, int bits, bool all)
    {
        if (bits == 0)
        {
            if (all) AssertEqual(x, Zero);
            return new Index(Zero, 0, 0, null);
        }

        if (all) return new Index(0, bits, x, Chain(x, bits));
        if (!_canonical.TryGetValue(x, out int[]? bytes))
        {
            _canonical.Add(x, bytes = Chain(x, BitsTable.Count));

            // Not x + p: with the last byte r there is u with (127 − r)·u = x + 1, which is so if r < 127, and else if x = p − 1 = 127·2^24.
            int less = Sub(Constant((KoalaBear5)new KoalaBear(127)), bytes[^2]), inverse = Emit(OpKind.Inverse, [less], [Degree]);
            int u = Mac(KoalaBear.One, x, inverse, KoalaBear.One, inverse);
            Emit(OpKind.AssertMac, [less, u, Zero, x], [], 1, 0, KoalaBear.P - 1);
        }

        if (bits == BitsTable.Count) return new Index(0, bits, x, bytes);

        // x without what is left after its whole bytes, and the bits of the next byte.
        int whole = bits / ByteTable.Count, value = Zero;
        if (whole != 0) value = Sub(x, Mul(bytes[whole - 1], Constant((KoalaBear5)new KoalaBear(1UL << ByteTable.Count * whole))));
        for (int i = ByteTable.Count * whole; i < bits; i++)
        {
            int at = i % ByteTable.Count, bit = Scalar(Lane(bytes[whole] + 1 + at / ByteTable.Group, at % ByteTable.Group));
            value = Add(value, Mul(bit, Constant((KoalaBear5)new KoalaBear(1UL << i))));
        }

        return new Index(0, bits, value, bytes);
    }

    // The bytes of x, which has so many bits: the first wire of each row, what is left after it.
    private int[] Chain(int x, int bits)
    {
        var bytes = new int[(bits + ByteTable.Count - 1) / ByteTable.Count];
        for (int i = 0; i < bytes.Length; i++)
        {
            bool last = i == bytes.Length - 1;
            bytes[i] = Byte(x, !last);
            int spare = ByteTable.Count * bytes.Length - bits;
            if (last && spare != 0) Byte(Mul(x, Constant((KoalaBear5)new KoalaBear(1UL << spare))), false);
            x = bytes[i];
        }

        return bytes;
    }

    private int Byte(int x, bool more) => Known(OpKind.Byte, [x], [1, ByteTable.Group, ByteTable.Count - ByteTable.Group], more ? 1u : 0);

    // The array of these wires, and the most lanes of one. A hash finds it, the wires themselves say whether it is the one.
    private (int Array, int Lanes) ArrayOf(ReadOnlySpan<int> wires)
    {
        ulong hash = (ulong)wires.Length * Golden;
        foreach (int wire in wires) hash = (hash ^ hash >> 29 ^ (uint)wire) * Golden;
        if (_arrays.TryGetValue(hash, out var known))
            return known.Wires.AsSpan().SequenceEqual(wires) ? (known.Array, known.Lanes) : throw new InvalidOperationException("Two arrays have one hash.");
        int lanes = 1;
        foreach (int wire in wires) lanes = Math.Max(lanes, _wires[wire].Lanes);
        known = (_arrays.Count + 1, lanes, wires.ToArray());
        _arrays.Add(hash, known);
        for (int i = 0; i < wires.Length; i++) Emit(OpKind.Entry, [wires[i]], [], (uint)known.Array, (uint)i);
        return (known.Array, lanes);
    }

    // The bits of an element: of a constant, or of rows of bytes with a wire for the value, or of one row of all bits, its first result.
    private readonly record struct Index(int Constant, int Bits, int Result, int[]? Bytes);

    // S·A·B + T·C + K; without a product A = B = 0, without a summand C = 0.
    private readonly record struct Form(KoalaBear S, int A, int B, KoalaBear T, int C, KoalaBear K)
    {
        public bool IsLinear { get; init; }
    }

    private Form Linear(int wire) => new(KoalaBear.One, wire, One, KoalaBear.Zero, 0, KoalaBear.Zero) { IsLinear = true };

    private static bool IsBase(KoalaBear5 c) => c == (KoalaBear5)c[0];

    // What a wire is, if it is a product of two wires or of one with constants; else itself.
    private Form FormOf(int wire)
    {
        if (IsConstant(wire, out KoalaBear5 c) && IsBase(c)) return new Form(KoalaBear.Zero, 0, 0, KoalaBear.Zero, 0, c[0]) { IsLinear = true };
        Op op = _ops[_wires[wire].Op];
        if (op.Kind != OpKind.Mac || op.P1 != 0) return Linear(wire);
        int b = _operands[op.Operands + 1];
        return new Form(new KoalaBear(op.P0), _operands[op.Operands], b, KoalaBear.Zero, 0, new KoalaBear(op.P2)) { IsLinear = b == One };
    }

    // x + sign·y.
    private int Sum(Form f, int x, Form g, int y, KoalaBear sign)
    {
        if (IsConstant(x, out KoalaBear5 c) && IsConstant(y, out KoalaBear5 d)) return Constant(c + d * sign);
        g = g with { S = g.S * sign, K = g.K * sign };
        if (f.IsLinear && !g.IsLinear) (f, g) = (g, f);
        if (!g.IsLinear)
        {
            // Two products: one is a wire of its own. Which, is a matter of taste; the later one goes with the sum.
            return Make(g with { T = KoalaBear.One, C = x });
        }

        if (f.A == 0) (f, g) = (g, f);
        return Make(new Form(f.S, f.A, f.B, g.A == 0 ? KoalaBear.Zero : g.S, g.A, f.K + g.K));
    }

    private int Make(Form f)
    {
        if (f.S == KoalaBear.Zero) f = f with { A = 0, B = 0 };
        if (f.T == KoalaBear.Zero) f = f with { C = 0 };
        if (f.A == 0 && f.C != 0) f = f with { S = f.T, A = f.C, B = One, T = KoalaBear.Zero, C = 0 };
        if (f.A == 0) return Constant((KoalaBear5)f.K);
        if (f.C == 0 && f.B == One && f.S == KoalaBear.One && f.K == KoalaBear.Zero) return f.A;
        int lanes = Math.Max(_wires[f.A].Lanes == 1 && _wires[f.B].Lanes == 1 ? 1 : Degree, f.C == 0 || _wires[f.C].Lanes == 1 ? 1 : Degree);
        return Known(OpKind.Mac, [f.A, f.B, f.C == 0 ? Zero : f.C], [lanes], f.S.Value, f.T.Value, f.K.Value);
    }

    // An operation that depends on its operands alone is made once.
    private int Known(OpKind kind, ReadOnlySpan<int> operands, ReadOnlySpan<int> lanes, uint p0 = 0, uint p1 = 0, uint p2 = 0)
    {
        if (operands.Length > 5) return Emit(kind, operands, lanes, p0, p1, p2);
        int place = PlaceOf(kind, operands, p0, p1, p2);
        if (_known[place] != 0) return _ops[_known[place] - 1].Result;
        _known[place] = _ops.Count + 1;
        int result = Emit(kind, operands, lanes, p0, p1, p2);
        if (2 * ++_knownCount <= _known.Length) return result;
        int[] before = _known;
        _known = new int[4 * before.Length];
        foreach (int number in before)
        {
            if (number == 0) continue;
            Op op = _ops[number - 1];
            _known[PlaceOf(op.Kind, OperandsOf(op), op.P0, op.P1, op.P2)] = number;
        }

        return result;
    }

    private ReadOnlySpan<int> OperandsOf(in Op op) => CollectionsMarshal.AsSpan(_operands).Slice(op.Operands, op.OperandCount);

    // Where an operation is, or the free place where it belongs.
    private int PlaceOf(OpKind kind, ReadOnlySpan<int> operands, uint p0, uint p1, uint p2)
    {
        ulong hash = ((ulong)kind << 32 | p0) * Golden;
        hash = (hash ^ hash >> 29 ^ ((ulong)p1 << 32 | p2)) * Golden;
        foreach (int o in operands) hash = (hash ^ hash >> 29 ^ (uint)o) * Golden;
        ReadOnlySpan<Op> ops = CollectionsMarshal.AsSpan(_ops);
        for (int place = (int)(hash >> 33) & _known.Length - 1; ; place = place + 1 & _known.Length - 1)
        {
            int number = _known[place];
            if (number == 0) return place;
            ref readonly Op op = ref ops[number - 1];
            if (op.Kind == kind && op.P0 == p0 && op.P1 == p1 && op.P2 == p2 && OperandsOf(op).SequenceEqual(operands)) return place;
        }
    }

    private int Emit(OpKind kind, ReadOnlySpan<int> operands, ReadOnlySpan<int> lanes, uint p0 = 0, uint p1 = 0, uint p2 = 0)
    {
        int result = _wires.Count;
        foreach (int l in lanes) _wires.Add((_ops.Count, l));
        _ops.Add(new Op(kind, _operands.Count, result, p0, p1, p2));
        foreach (int o in operands)
            _operands.Add(o != 0 ? o : throw new InvalidOperationException($"{kind} reads a wire that no operation made."));
        return result;
    }
}
