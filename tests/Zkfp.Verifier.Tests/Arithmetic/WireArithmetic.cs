using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Merkle;

namespace Zkfp.Verifier.Tests.Arithmetic;

/// <summary>
/// A backend as recursion has one: values are wires, every operation is recorded, every assertion passes and is remembered. It records on
/// <see cref="WireRecorder.Current"/>.
/// </summary>
internal readonly struct WireArithmetic : IVerifierArithmetic<WireBase, WireExt, WireIndex>
{
    private static WireRecorder R => WireRecorder.Current;

    private static NativeArithmetic Native => default;

    public WireBase Constant(KoalaBear value)
    {
        R.Record("constant", (int)value.Value);
        return R.New(value);
    }

    public WireExt Constant(KoalaBear5 value)
    {
        R.Record("constant extension", (int)value[0].Value, (int)value[1].Value, (int)value[2].Value, (int)value[3].Value, (int)value[4].Value);
        return R.New(value);
    }

    public WireBase Input(KoalaBear value)
    {
        R.Record("input");
        return R.NewInput(value);
    }

    public WireExt Input(KoalaBear5 value)
    {
        R.Record("input extension");
        return R.New(value);
    }

    public KoalaBear ValueOf(WireBase value) => R.ValueOf(value);

    public WireExt Compose(ReadOnlySpan<WireBase> coefficients)
    {
        Span<KoalaBear> c = stackalloc KoalaBear[KoalaBear5.Degree];
        for (int i = 0; i < c.Length; i++) c[i] = R.ValueOf(coefficients[i]);
        R.Record("compose", Handles(coefficients));
        return R.New(KoalaBear5.FromCoefficients(c));
    }

    public void Decompose(WireExt value, Span<WireBase> coefficients)
    {
        R.Record("decompose", value.Handle);
        for (int i = 0; i < KoalaBear5.Degree; i++) coefficients[i] = R.New(R.ValueOf(value)[i]);
    }

    public WireExt Extend(WireBase value)
    {
        R.Record("extend", value.Handle);
        return R.New((KoalaBear5)R.ValueOf(value));
    }

    public WireBase Add(WireBase a, WireBase b)
    {
        R.Record("base add", a.Handle, b.Handle);
        return R.New(R.ValueOf(a) + R.ValueOf(b));
    }

    public WireBase Sub(WireBase a, WireBase b)
    {
        R.Record("base sub", a.Handle, b.Handle);
        return R.New(R.ValueOf(a) - R.ValueOf(b));
    }

    public WireBase Mul(WireBase a, WireBase b)
    {
        R.Record("base mul", a.Handle, b.Handle);
        return R.New(R.ValueOf(a) * R.ValueOf(b));
    }

    public WireExt Add(WireExt a, WireExt b)
    {
        R.Record("extension add", a.Handle, b.Handle);
        return R.New(R.ValueOf(a) + R.ValueOf(b));
    }

    public WireExt Sub(WireExt a, WireExt b)
    {
        R.Record("extension sub", a.Handle, b.Handle);
        return R.New(R.ValueOf(a) - R.ValueOf(b));
    }

    public WireExt Mul(WireExt a, WireExt b)
    {
        R.Record("extension mul", a.Handle, b.Handle);
        return R.New(R.ValueOf(a) * R.ValueOf(b));
    }

    public WireExt Mul(WireExt a, WireBase b)
    {
        R.Record("extension by base mul", a.Handle, b.Handle);
        return R.New(R.ValueOf(a) * R.ValueOf(b));
    }

    public bool AssertEqual(WireExt a, WireExt b)
    {
        R.Record("assert extension equal", a.Handle, b.Handle);
        return R.Assert(R.ValueOf(a) == R.ValueOf(b), "extension equal");
    }

    public bool AssertNonZero(WireExt a)
    {
        R.Record("assert extension not zero", a.Handle);
        return R.Assert(R.ValueOf(a) != KoalaBear5.Zero, "extension not zero");
    }

    public bool AssertEqual(WireBase a, WireBase b)
    {
        R.Record("assert base equal", a.Handle, b.Handle);
        return R.Assert(R.ValueOf(a) == R.ValueOf(b), "base equal");
    }

    public void Permute(Span<WireBase> state)
    {
        R.Record("permute", Handles(state));
        Span<KoalaBear> values = stackalloc KoalaBear[Poseidon2.Width];
        for (int i = 0; i < values.Length; i++) values[i] = R.ValueOf(state[i]);
        if (R.Hashless) values.Clear();
        else Poseidon2.Permute(values);
        for (int i = 0; i < values.Length; i++) state[i] = R.New(values[i]);
    }

    public WireIndex LowBits(WireBase value, int bits)
    {
        R.Record("low bits", value.Handle, bits);
        return R.New(Native.LowBits(R.ValueOf(value), bits), bits);
    }

    public bool TryBits(WireBase value, int bits, out WireIndex index)
    {
        if (bits is < 0 or > 30) throw new InvalidOperationException($"A range of {bits} bits is none of an element.");
        R.Record("bits", value.Handle, bits);
        uint v = R.ValueOf(value).Value;
        index = R.New(v & ((1u << bits) - 1), bits);
        return R.Assert(v >> bits == 0, "bits");
    }

    public WireBase Bit(WireIndex index, int position)
    {
        (uint value, int bits) = R.ValueOf(index);
        if ((uint)position >= (uint)bits) throw new InvalidOperationException($"Bit {position} of {bits}.");
        R.Record("bit", index.Handle, position);
        return R.New(Native.Bit(value, position));
    }

    public bool AssertZero(WireIndex index)
    {
        R.Record("assert index zero", index.Handle);
        return R.Assert(R.ValueOf(index).Value == 0, "index zero");
    }

    // A read outside the table has no entry: nothing satisfies the program.
    public WireExt Select(ReadOnlySpan<WireExt> table, WireBase index)
    {
        var operands = new int[table.Length + 1];
        operands[0] = index.Handle;
        for (int i = 0; i < table.Length; i++) operands[i + 1] = table[i].Handle;
        R.Record("select", operands);
        uint at = R.ValueOf(index).Value;
        bool inside = at < (uint)table.Length;
        R.Assert(inside, "select");
        return R.New(inside ? R.ValueOf(table[(int)at]) : KoalaBear5.Zero);
    }

    public WireBase DomainPoint(WireIndex index, int logDomain)
    {
        R.Record("domain point", index.Handle, logDomain);
        return R.New(Native.DomainPoint(R.ValueOf(index).Value, logDomain));
    }

    public ErrorKind OpenRows(
        ReadOnlySpan<WireBase> root, ReadOnlySpan<WireIndex> indices, MerkleOpening opening, int depth, int width, Span<WireBase> rows, int stride)
    {
        var at = new uint[indices.Length];
        for (int q = 0; q < at.Length; q++) at[q] = R.ValueOf(indices[q]).Value;
        // An opening with other counts has no paths, so nothing to put in.
        R.Assert(MultiOpening.TryExpand(at, opening, depth, width, out KoalaBear[] opened, out Digest[] siblings), "opening counts");
        return MerklePaths<WireArithmetic, WireBase, WireExt, WireIndex>.Verify(this, root, indices, opened, siblings, depth, width, rows, stride);
    }

    private static int[] Handles(ReadOnlySpan<WireBase> values)
    {
        var handles = new int[values.Length];
        for (int i = 0; i < handles.Length; i++) handles[i] = values[i].Handle;
        return handles;
    }
}
