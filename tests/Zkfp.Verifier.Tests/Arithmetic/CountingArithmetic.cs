using Zkfp.Core.Field;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Proofs;

namespace Zkfp.Verifier.Tests.Arithmetic;

/// <summary>What a verification did: a hash of the sequence of operations, and how many of each kind.</summary>
internal sealed class OperationLog
{
    private readonly Dictionary<string, long> _counts = [];

    public ulong Sequence { get; private set; } = 14695981039346656037;

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Add(string operation, long detail = 0)
    {
        _counts[operation] = _counts.GetValueOrDefault(operation) + 1;
        foreach (char c in operation) Sequence = (Sequence ^ c) * 1099511628211;
        Sequence = (Sequence ^ (ulong)detail) * 1099511628211;
    }
}

/// <summary>
/// A backend as recursion will be one: it records operations and lets every assertion pass, so that what the verifier does must not depend
/// on values.
/// </summary>
internal readonly struct CountingArithmetic(OperationLog log) : IVerifierArithmetic<KoalaBear, KoalaBear5, uint>
{
    private static NativeArithmetic Native => default;

    public KoalaBear Constant(KoalaBear value)
    {
        log.Add("constant", value.Value);
        return value;
    }

    public KoalaBear5 Constant(KoalaBear5 value)
    {
        log.Add("constant extension", value.C0.Value);
        return value;
    }

    public KoalaBear Input(KoalaBear value)
    {
        log.Add("input");
        return value;
    }

    public KoalaBear5 Input(KoalaBear5 value)
    {
        log.Add("input extension");
        return value;
    }

    public KoalaBear ValueOf(KoalaBear value) => value;

    public KoalaBear5 Compose(ReadOnlySpan<KoalaBear> coefficients)
    {
        log.Add("compose");
        return KoalaBear5.FromCoefficients(coefficients);
    }

    public void Decompose(KoalaBear5 value, Span<KoalaBear> coefficients)
    {
        log.Add("decompose");
        value.CopyTo(coefficients);
    }

    public KoalaBear5 Extend(KoalaBear value)
    {
        log.Add("extend");
        return value;
    }

    public KoalaBear Add(KoalaBear a, KoalaBear b)
    {
        log.Add("base add");
        return a + b;
    }

    public KoalaBear Sub(KoalaBear a, KoalaBear b)
    {
        log.Add("base sub");
        return a - b;
    }

    public bool TryBits(KoalaBear value, int bits, out uint index)
    {
        index = value.Value;
        log.Add("bits", bits);
        return true;
    }

    public KoalaBear Bit(uint index, int position)
    {
        log.Add("bit", position);
        return Native.Bit(index, position);
    }

    public KoalaBear5 Select(ReadOnlySpan<KoalaBear5> table, KoalaBear index)
    {
        log.Add("select", table.Length);
        return Native.Select(table, index);
    }

    public KoalaBear Mul(KoalaBear a, KoalaBear b)
    {
        log.Add("base mul");
        return a * b;
    }

    public KoalaBear5 Add(KoalaBear5 a, KoalaBear5 b)
    {
        log.Add("extension add");
        return a + b;
    }

    public KoalaBear5 Sub(KoalaBear5 a, KoalaBear5 b)
    {
        log.Add("extension sub");
        return a - b;
    }

    public KoalaBear5 Mul(KoalaBear5 a, KoalaBear5 b)
    {
        log.Add("extension mul");
        return a * b;
    }

    public KoalaBear5 Mul(KoalaBear5 a, KoalaBear b)
    {
        log.Add("extension by base mul");
        return a * b;
    }

    public bool AssertEqual(KoalaBear5 a, KoalaBear5 b) => Assertion("extension equal");

    public bool AssertNonZero(KoalaBear5 a) => Assertion("extension not zero");

    public bool AssertEqual(KoalaBear a, KoalaBear b) => Assertion("base equal");

    public void Permute(Span<KoalaBear> state)
    {
        log.Add("permute");
        Native.Permute(state);
    }

    public uint LowBits(KoalaBear value, int bits)
    {
        log.Add("low bits", bits);
        return Native.LowBits(value, bits);
    }

    public bool AssertZero(uint index) => Assertion("index zero");

    public KoalaBear DomainPoint(uint index, int logDomain)
    {
        log.Add("domain point", logDomain);
        return Native.DomainPoint(index, logDomain);
    }

    public ErrorKind OpenRows(
        ReadOnlySpan<KoalaBear> root, ReadOnlySpan<uint> indices, MerkleOpening opening, int depth, int width, Span<KoalaBear> rows, int stride)
    {
        for (int i = 0; i < indices.Length; i++) log.Add("open", width * 100L + depth);
        Native.OpenRows(root, indices, opening, depth, width, rows, stride);
        return ErrorKind.None;
    }

    private bool Assertion(string kind)
    {
        log.Add(kind);
        return true;
    }
}
