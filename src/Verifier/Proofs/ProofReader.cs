using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;

namespace Zkfp.Verifier.Proofs;

/// <summary>
/// Reads proofs. Every length is implied by machine, key and shape or, for openings, is bounded by the number of queries; it is checked
/// against the bytes that are left before anything is allocated, so what is allocated is at most a small multiple of the
/// input. Every element must be below p. Bytes after the end are refused. The first failure is kept, and reading goes on nowhere.
/// </summary>
public ref struct ProofReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    private ProofReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Why reading failed.</summary>
    public VerificationError? Error { get; private set; }

    /// <summary>Reads a run proof for a key that fits the machine (<see cref="KeyCheck"/>).</summary>
    public static bool TryReadRun(
        MachineDefinition machine, VerifyingKey key, ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out RunProof? proof, [NotNullWhen(false)] out VerificationError? error)
    {
        var r = new ProofReader(bytes);
        proof = r.Run(machine, key);
        error = r.Error;
        if (error is not null) proof = null;
        return error is null;
    }

    /// <summary>Reads a shard proof written alone.</summary>
    public static bool TryReadShard(
        MachineDefinition machine, VerifyingKey key, ReadOnlySpan<byte> bytes, bool isLastShard,
        [NotNullWhen(true)] out ShardProof? proof, [NotNullWhen(false)] out VerificationError? error)
    {
        var r = new ProofReader(bytes);
        proof = r.Header(ProofFormat.ShardKind) ? r.Shard(machine, key, 0, isLastShard) : null;
        r.End();
        error = r.Error;
        if (error is not null) proof = null;
        return error is null;
    }

    private RunProof? Run(MachineDefinition machine, VerifyingKey key)
    {
        if (!Header(ProofFormat.RunKind)) return null;
        Digest keyDigest = ReadDigest("key digest");
        if (Error is null && keyDigest != key.Digest)
            Fail(ErrorKind.WrongKey, "key digest", key.Digest.ToString(), keyDigest.ToString());
        uint n = Word("number of shards");
        if (Error is null && n is 0 or >= ProtocolParameters.MaxShards)
            Fail(ErrorKind.BadLength, "number of shards", $"1 to {ProtocolParameters.MaxShards - 1}", $"{n}");
        KoalaBear nonce = Element("gamma nonce");
        if (Error is not null) return null;
        // The list grows with what was read, never ahead of it.
        var shards = new List<ShardProof>();
        for (int i = 0; i < (int)n; i++)
        {
            ShardProof? s = Shard(machine, key, i + 1, i + 1 == (int)n);
            if (s is null) return null;
            shards.Add(s);
        }

        End();
        return new RunProof(keyDigest, nonce, [.. shards]);
    }

    private bool Header(uint kind)
    {
        uint magic = Word("magic"), k = Word("kind"), version = Word("version");
        if (Error is not null) return false;
        if (magic != ProofFormat.Magic) return Fail(ErrorKind.BadHeader, "magic", $"{ProofFormat.Magic:x8}", $"{magic:x8}");
        if (k != kind) return Fail(ErrorKind.BadHeader, "kind", $"{kind:x8}", $"{k:x8}");
        return version == ProtocolParameters.FormatVersion
            || Fail(ErrorKind.BadHeader, "version", $"{ProtocolParameters.FormatVersion}", $"{version}");
    }

    private void End()
    {
        if (Error is null && _position != _bytes.Length)
            Fail(ErrorKind.TrailingBytes, "end of proof", $"{_position} bytes", $"{_bytes.Length} bytes");
    }

    private ShardProof? Shard(MachineDefinition machine, VerifyingKey key, int index, bool isLast)
    {
        Shape? shape = ReadShape(machine, index);
        if (shape is null) return null;
        if (!ShardLayout.TryCreate(machine, key, shape, isLast, out ShardLayout? layout, out string error))
        {
            Fail(ErrorKind.BadShape, $"shard {index} shape", "an admissible shape", error);
            return null;
        }

        KoalaBear[] publicValues = Elements(machine.PublicValueCount, "public values");
        Digest boundary = ReadDigest("boundary root"), main = ReadDigest("main root");
        KoalaBear nonce = Element("nonce");
        GkrProof? gkr = Gkr(layout);
        KoalaBear5[] zerocheck = Extensions(ProtocolParameters.ZerocheckDegree * layout.MaxLogFragmentHeight, "zerocheck");
        KoalaBear5[] evaluations = Extensions(layout.EvaluationCount, "evaluations");
        WhirProof? whir = Error is null ? Whir(layout) : null;
        return Error is not null || gkr is null || whir is null
            ? null : new ShardProof(shape, publicValues, boundary, main, nonce, gkr, zerocheck, evaluations, whir);
    }

    private Shape? ReadShape(MachineDefinition machine, int index)
    {
        var heights = new int[machine.Tables.Count][];
        for (int t = 0; t < heights.Length; t++)
        {
            uint n = Word("fragment count");
            if (Error is null && n > ProtocolParameters.MaxFragmentsPerTable)
            {
                Fail(
                    ErrorKind.BadShape, $"shard {index} fragments of {machine.Tables[t].Name}",
                    $"at most {ProtocolParameters.MaxFragmentsPerTable}", $"{n}");
            }

            if (Error is not null) return null;
            heights[t] = new int[n];
            for (int i = 0; i < heights[t].Length; i++)
            {
                uint h = Word("log height");
                if (Error is null && h is < ProtocolParameters.MinLogHeight or > ProtocolParameters.MaxLogHeight)
                {
                    Fail(
                        ErrorKind.BadShape, $"shard {index} log height of {machine.Tables[t].Name}",
                        $"{ProtocolParameters.MinLogHeight} to {ProtocolParameters.MaxLogHeight}", $"{h}");
                }

                heights[t][i] = (int)h;
            }
        }

        return Error is null ? new Shape(heights) : null;
    }

    private GkrProof? Gkr(ShardLayout layout)
    {
        KoalaBear5 n0 = Extension("gkr"), d0 = Extension("gkr"), n1 = Extension("gkr"), d1 = Extension("gkr");
        var layers = new GkrLayer[layout.LogLeaves - 1];
        for (int k = 1; k <= layers.Length && Error is null; k++)
        {
            KoalaBear5[] sumcheck = Extensions(ProtocolParameters.GkrDegree * k, "gkr sumcheck");
            layers[k - 1] = new GkrLayer(sumcheck, Extension("gkr"), Extension("gkr"), Extension("gkr"), Extension("gkr"));
        }

        return Error is null ? new GkrProof(n0, d0, n1, d1, layers) : null;
    }

    private WhirProof? Whir(ShardLayout layout)
    {
        WhirSchedule schedule = layout.Whir;
        KoalaBear5[] initial = Extensions(2 * layout.LogWidth, "whir sumcheck");
        var rounds = new WhirRoundProof[schedule.Rounds.Length];
        for (int i = 0; i < rounds.Length && Error is null; i++)
        {
            WhirRound s = schedule.Rounds[i];
            Digest root = ReadDigest("whir root");
            KoalaBear nonce = Element("whir nonce");
            MerkleOpening[] openings = Openings(layout, i, s.Queries, s.LogDomain);
            rounds[i] = new WhirRoundProof(root, nonce, openings, Extensions(2 * s.Fold, "whir sumcheck"));
        }

        KoalaBear5[] final = Extensions(1 << schedule.FinalVariables, "final polynomial");
        KoalaBear finalNonce = Element("final nonce");
        MerkleOpening[] last = Openings(layout, rounds.Length, schedule.FinalQueries, schedule.FinalLogDomain);
        KoalaBear5[] finalSumcheck = Extensions(2 * schedule.FinalVariables, "final sumcheck");
        return Error is null ? new WhirProof(initial, rounds, final, finalNonce, last, finalSumcheck) : null;
    }

    // Openings of the matrix that precedes committed round number `round`.
    private MerkleOpening[] Openings(ShardLayout layout, int round, int queries, int depth)
    {
        if (round != 0)
            return [Opening(KoalaBear5.Degree << layout.Whir.Rounds[round - 1].Fold, queries, depth)];
        var list = new List<MerkleOpening>(3) { Opening(layout.MainWidth, queries, depth) };
        if (layout.BoundaryWidth != 0) list.Add(Opening(layout.BoundaryWidth, queries, depth));
        if (layout.PreprocessedWidth != 0) list.Add(Opening(layout.PreprocessedWidth, queries, depth));
        return [.. list];
    }

    private MerkleOpening Opening(int width, int queries, int depth)
    {
        uint elements = Word("opening length"), siblings = Word("opening length");
        if (Error is null && (elements % (uint)width != 0 || elements == 0 || elements > (long)width * queries))
            Fail(ErrorKind.BadLength, "opened elements", $"1 to {queries} rows of {width}", $"{elements} elements");
        if (Error is null && siblings > (long)queries * depth)
            Fail(ErrorKind.BadLength, "opened siblings", $"at most {queries * depth}", $"{siblings}");
        if (Error is not null) return new MerkleOpening([], []);
        KoalaBear[] rows = Elements((int)elements, "opened row");
        if (!Available(4L * Core.Hash.Digest.Length * siblings, "sibling")) return new MerkleOpening(rows, []);
        var digests = new Digest[siblings];
        foreach (ref Digest d in digests.AsSpan()) d = ReadDigest("sibling");
        return new MerkleOpening(rows, digests);
    }

    private Digest ReadDigest(string what)
    {
        Digest d = default;
        for (int i = 0; i < Core.Hash.Digest.Length; i++) d[i] = Element(what);
        return d;
    }

    private KoalaBear5 Extension(string what) => new(Element(what), Element(what), Element(what), Element(what), Element(what));

    private KoalaBear5[] Extensions(int count, string what)
    {
        if (!Available(4L * KoalaBear5.Degree * count, what)) return [];
        var result = new KoalaBear5[count];
        Fill(MemoryMarshal.Cast<KoalaBear5, KoalaBear>(result.AsSpan()), what);
        return result;
    }

    private KoalaBear[] Elements(int count, string what)
    {
        if (!Available(4L * count, what)) return [];
        var result = new KoalaBear[count];
        Fill(result, what);
        return result;
    }

    private void Fill(Span<KoalaBear> target, string what)
    {
        foreach (ref KoalaBear e in target) e = Element(what);
    }

    private KoalaBear Element(string what)
    {
        uint v = Word(what);
        if (v < KoalaBear.P) return new KoalaBear(v);
        if (Error is null) Fail(ErrorKind.NonCanonicalElement, $"{what} at byte {_position - 4}", $"a value below {KoalaBear.P}", $"{v}");
        return default;
    }

    private uint Word(string what)
    {
        if (!Available(4, what)) return 0;
        uint v = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_position..]);
        _position += 4;
        return v;
    }

    private bool Available(long bytes, string what)
    {
        if (Error is not null) return false;
        return _bytes.Length - _position >= bytes
            || Fail(ErrorKind.Truncated, $"{what} at byte {_position}", $"{bytes} bytes", $"{_bytes.Length - _position} bytes");
    }

    private bool Fail(ErrorKind kind, string where, string expected, string got)
    {
        Error ??= new VerificationError(kind, where, expected, got);
        return false;
    }
}
