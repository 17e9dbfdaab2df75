using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Protocol.Proofs;

/// <summary>
/// Reads proofs, from memory or shard by shard from a stream. Every length is implied by machine, key and shape or, for openings, is bounded by the number of
/// queries; it is checked against the bytes that are left before anything is allocated, so what is allocated is at most a small multiple of one shard's
/// bytes. Every element must be below p. Bytes after the end are refused. The first failure is kept, and reading goes on nowhere.
/// </summary>
public ref struct ProofReader
{
    private const int BufferBytes = 1 << 16;

    private readonly long _length;
    private readonly long _start;
    private readonly Stream? _stream;
    private readonly byte[]? _buffer;
    private readonly IncrementalHash? _hash;

    // Messages over Keccak: words are big-endian, digests 32 bytes.
    private ProofHash _proofHash;
    private ReadOnlySpan<byte> _window;
    private long _windowStart;
    private int _position;

    /// <summary>Reads bytes in memory.</summary>
    public ProofReader(ReadOnlySpan<byte> bytes)
    {
        _window = bytes;
        _length = bytes.Length;
    }

    /// <summary>
    /// Reads a seekable stream from its position to its end. Errors of the stream pass through. <paramref name="hash"/> receives what is read.
    /// </summary>
    public ProofReader(Stream stream, IncrementalHash? hash = null)
    {
        _stream = stream;
        _start = stream.Position;
        _length = stream.Length - _start;
        _buffer = new byte[BufferBytes];
        _hash = hash;
    }

    /// <summary>Why reading failed.</summary>
    public VerificationError? Error { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public readonly long Position => _windowStart + _position;

    /// <summary>Goes back to where reading began.</summary>
    public void Restart()
    {
        Error = null;
        _position = 0;
        if (_stream is null) return;
        _stream.Position = _start;
        _windowStart = 0;
        _window = default;
    }

    /// <summary>Reads a shard proof written alone, of the layer that the caller expects.</summary>
    public static bool TryReadShard(
        MachineDefinition machine, VerifyingKey key, ReadOnlySpan<byte> bytes, bool isLastShard,
        [NotNullWhen(true)] out ShardProof? proof, [NotNullWhen(false)] out VerificationError? error, ProofLayer layer = ProofLayer.Shard)
    {
        var r = new ProofReader(bytes);
        proof = r.Header(ProofFormat.ShardKind) ? r.Shard(machine, key, 0, isLastShard, layer, out _) : null;
        r.TryReadEnd();
        error = r.Error;
        if (error is not null) proof = null;
        return error is null;
    }

    /// <summary>The messages of a static machine's proof for a key that fits the machine (<see cref="KeyCheck"/>) and for these public values.</summary>
    public static bool TryReadStatic(
        MachineDefinition machine, VerifyingKey key, KoalaBear[] publicValues, ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out ShardProof? proof, [NotNullWhen(false)] out VerificationError? error, ProofLayer layer = ProofLayer.Shard)
    {
        var r = new ProofReader(bytes);
        Shape shape = StaticShape.Of(machine, key, layer);
        r._proofHash = LayerParameters.Of(layer).Hash;
        proof = r.Messages(new ClassLayout(machine, shape), shape, publicValues, default);
        r.TryReadEnd();
        error = r.Error;
        if (error is not null) proof = null;
        return error is null && proof is not null;
    }

    /// <summary>
    /// Reads what precedes the shards of a run proof for a key that fits the machine (<see cref="KeyCheck"/>). The shards follow, each by
    /// <see cref="TryReadShard(MachineDefinition, VerifyingKey, int, bool, out ShardProof?, out ClassLayout?)"/>, then <see cref="TryReadEnd"/>.
    /// </summary>
    public bool TryReadRunHeader(VerifyingKey key, out int shards, out KoalaBear gammaNonce)
    {
        shards = 0;
        gammaNonce = default;
        if (!Header(ProofFormat.RunKind)) return false;
        Digest keyDigest = ReadDigest("key digest");
        if (Error is null && keyDigest != key.Digest)
            Fail(ErrorKind.WrongKey, "key digest", key.Digest.ToString(), keyDigest.ToString());
        uint n = Word("number of shards");
        if (Error is null && n is 0 or >= ProtocolParameters.MaxShards)
            Fail(ErrorKind.BadLength, "number of shards", $"1 to {ProtocolParameters.MaxShards - 1}", $"{n}");
        gammaNonce = Element("gamma nonce");
        shards = (int)n;
        return Error is null;
    }

    /// <summary>Reads the next shard proof of a run.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="key">The program.</param>
    /// <param name="index">Its number, from 1, for errors.</param>
    /// <param name="isLastShard">Whether it is the last one of the run.</param>
    /// <param name="proof">The proof.</param>
    /// <param name="layout">What its class implies.</param>
    public bool TryReadShard(
        MachineDefinition machine, VerifyingKey key, int index, bool isLastShard,
        [NotNullWhen(true)] out ShardProof? proof, [NotNullWhen(true)] out ClassLayout? layout)
    {
        proof = Shard(machine, key, index, isLastShard, ProofLayer.Shard, out layout);
        return proof is not null && layout is not null;
    }

    /// <summary>Whether the bytes end here.</summary>
    public bool TryReadEnd()
    {
        if (Error is null && Position != _length)
            Fail(ErrorKind.TrailingBytes, "end of proof", $"{Position} bytes", $"{_length} bytes");
        return Error is null;
    }

    private readonly bool IsKeccak => _proofHash == ProofHash.Keccak;

    private bool Header(uint kind)
    {
        uint magic = Word("magic"), k = Word("kind"), version = Word("version");
        if (Error is not null) return false;
        if (magic != ProofFormat.Magic) return Fail(ErrorKind.BadHeader, "magic", $"{ProofFormat.Magic:x8}", $"{magic:x8}");
        if (k != kind) return Fail(ErrorKind.BadHeader, "kind", $"{kind:x8}", $"{k:x8}");
        Error = ProofFormat.CheckVersion(version);
        return Error is null;
    }

    private ShardProof? Shard(MachineDefinition machine, VerifyingKey key, int index, bool isLast, ProofLayer layer, out ClassLayout? layout)
    {
        layout = null;
        Shape? shape = ReadShape(machine, key, layer);
        if (shape is null) return null;
        if (!ShardLayout.TryCreate(machine, key, shape, isLast, out ShardLayout? places, out string error))
        {
            Fail(ErrorKind.BadShape, $"shard {index} shape", "an admissible shape", error);
            return null;
        }

        layout = places.Class;
        KoalaBear[] publicValues = Elements(machine.PublicValueCount, "public values");
        return Messages(layout, shape, publicValues, ReadDigest("boundary root"));
    }

    // From the main root on.
    private ShardProof? Messages(ClassLayout layout, Shape shape, KoalaBear[] publicValues, in Digest boundary)
    {
        Digest main = ReadDigest("main root");
        KoalaBear5[] outside = Extensions(layout.Whir.First.OutOfDomain, "out of domain");
        KoalaBear nonce = Element("nonce");
        GkrProof? gkr = Gkr(layout);
        KoalaBear5[] zerocheck = Extensions(ProtocolParameters.ZerocheckDegree * layout.Class.LogHeight, "zerocheck");
        var evaluations = new KoalaBear5[layout.EvaluationCount];
        for (int i = 0; i < shape.Rows.Length && Error is null; i++)
        {
            TablePosition p = layout.Positions[i];
            if (shape.Rows[i] != 0) Extensions(p.EvaluationCount, "evaluations").CopyTo(evaluations, p.EvaluationOffset);
        }

        WhirProof? whir = Error is null ? Whir(layout) : null;
        return Error is not null || gkr is null || whir is null
            ? null : new ShardProof(shape, publicValues, boundary, main, nonce, gkr, zerocheck, evaluations, whir) { OutOfDomain = outside };
    }

    // The counts are compared with what machine, key and class allow before anything is made from them.
    private Shape? ReadShape(MachineDefinition machine, VerifyingKey key, ProofLayer layer)
    {
        uint main = Word("main width"), boundary = Word("boundary width"), leaves = Word("log leaves");
        int positions = 0;
        foreach (AirProgram t in machine.Tables) positions += t.Positions;
        if (!Available(4L * positions, "rows")) return null;
        var rows = new int[positions];
        for (int i = 0; i < rows.Length; i++) rows[i] = (int)Math.Min(Word("rows"), int.MaxValue);
        int Int(uint v) => (int)Math.Min(v, int.MaxValue);
        var proofClass = new ProofClass(key.LogHeight, Int(main), Int(boundary), key.PreprocessedWidth, Int(leaves)) { Layer = layer };
        return Error is null ? new Shape(proofClass, rows) : null;
    }

    private GkrProof? Gkr(ClassLayout layout)
    {
        KoalaBear5 n0 = Extension("gkr"), d0 = Extension("gkr"), n1 = Extension("gkr"), d1 = Extension("gkr");
        var layers = new GkrLayer[layout.Class.LogLeaves - 1];
        for (int k = 1; k <= layers.Length && Error is null; k++)
        {
            KoalaBear5[] sumcheck = Extensions(ProtocolParameters.GkrDegree * k, "gkr sumcheck");
            layers[k - 1] = new GkrLayer(sumcheck, Extension("gkr"), Extension("gkr"), Extension("gkr"), Extension("gkr"));
        }

        return Error is null ? new GkrProof(n0, d0, n1, d1, layers) : null;
    }

    private WhirProof? Whir(ClassLayout layout)
    {
        WhirSchedule schedule = layout.Whir;
        KoalaBear5[] initial = Extensions(2 * layout.Class.LogWidth, "whir sumcheck");
        KoalaBear[] initialNonces = Nonces(schedule.First, layout.Class.LogWidth);
        var rounds = new WhirRoundProof[schedule.Rounds.Length];
        for (int i = 0; i < rounds.Length && Error is null; i++)
        {
            WhirRound s = schedule.Rounds[i];
            Digest root = ReadDigest("whir root");
            KoalaBear5[] outside = Extensions(s.Next.OutOfDomain, "out of domain");
            KoalaBear nonce = Element("whir nonce");
            MerkleOpening[] openings = Openings(layout, i, s.Queries, s.LogDomain);
            KoalaBear5[] sumcheck = Extensions(2 * s.Fold, "whir sumcheck");
            rounds[i] = new WhirRoundProof(root, nonce, openings, sumcheck) { OutOfDomain = outside, Nonces = Nonces(s.Next, s.Fold) };
        }

        KoalaBear5[] final = Extensions(1 << schedule.FinalVariables, "final polynomial");
        KoalaBear finalNonce = Element("final nonce");
        MerkleOpening[] last = Openings(layout, rounds.Length, schedule.FinalQueries, schedule.FinalLogDomain);
        KoalaBear5[] finalSumcheck = Extensions(2 * schedule.FinalVariables, "final sumcheck");
        return Error is null ? new WhirProof(initial, rounds, final, finalNonce, last, finalSumcheck) { InitialNonces = initialNonces } : null;
    }

    private KoalaBear[] Nonces(WhirMatrix folded, int rounds) => folded.FoldGrindingBits == 0 ? [] : Elements(rounds, "fold nonce");

    // Openings of the matrix that precedes committed round number `round`.
    private MerkleOpening[] Openings(ClassLayout layout, int round, int queries, int depth)
    {
        if (round != 0)
            return [Opening(KoalaBear5.Degree << layout.Whir.Rounds[round - 1].Fold, queries, depth)];
        var list = new List<MerkleOpening>(3) { Opening(layout.Class.MainWidth, queries, depth) };
        if (layout.Class.BoundaryWidth != 0) list.Add(Opening(layout.Class.BoundaryWidth, queries, depth));
        if (layout.Class.PreprocessedWidth != 0) list.Add(Opening(layout.Class.PreprocessedWidth, queries, depth));
        return [.. list];
    }

    private MerkleOpening Opening(int rowWidth, int queries, int logRows)
    {
        int logLeaf = TreeHash.LogLeafRows(_proofHash, rowWidth, logRows), width = rowWidth << logLeaf, depth = logRows - logLeaf;
        uint elements = Word("opening length"), siblings = Word("opening length");
        if (Error is null && (elements % (uint)width != 0 || elements == 0 || elements > (long)width * queries))
            Fail(ErrorKind.BadLength, "opened elements", $"1 to {queries} leaves of {width}", $"{elements} elements");
        if (Error is null && siblings > (long)queries * depth)
            Fail(ErrorKind.BadLength, "opened siblings", $"at most {queries * depth}", $"{siblings}");
        if (Error is not null) return new MerkleOpening([], []);
        KoalaBear[] rows = Elements((int)elements, "opened row");
        if (!Available((long)(IsKeccak ? KeccakHash.Bytes : sizeof(uint) * Core.Hash.Digest.Length) * siblings, "sibling")) return new MerkleOpening(rows, []);
        var digests = new Digest[siblings];
        foreach (ref Digest d in digests.AsSpan()) d = ReadDigest("sibling");
        return new MerkleOpening(rows, digests);
    }

    private Digest ReadDigest(string what)
    {
        Digest d = default;
        if (IsKeccak)
        {
            Span<byte> bytes = stackalloc byte[KeccakHash.Bytes];
            for (int i = 0; i < bytes.Length; i += sizeof(uint)) BinaryPrimitives.WriteUInt32BigEndian(bytes[i..], Word(what));
            return KeccakHash.Read(bytes);
        }

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
        if (Error is null) Fail(ErrorKind.NonCanonicalElement, $"{what} at byte {Position - 4}", $"a value below {KoalaBear.P}", $"{v}");
        return default;
    }

    private uint Word(string what)
    {
        if (!Available(4, what) || (_window.Length - _position < 4 && !Refill(what))) return 0;
        uint v = BinaryPrimitives.ReadUInt32LittleEndian(_window[_position..]);
        if (IsKeccak) v = BinaryPrimitives.ReverseEndianness(v);
        _position += 4;
        return v;
    }

    private bool Available(long bytes, string what)
    {
        if (Error is not null) return false;
        return _length - Position >= bytes || Fail(ErrorKind.Truncated, $"{what} at byte {Position}", $"{bytes} bytes", $"{_length - Position} bytes");
    }

    // More of the stream; what is left of the window moves to its front.
    private bool Refill(string what)
    {
        int left = _window.Length - _position;
        _window[_position..].CopyTo(_buffer);
        _windowStart += _position;
        _position = 0;
        int wanted = (int)Math.Min(BufferBytes, _length - _windowStart) - left;
        int read = _stream!.ReadAtLeast(_buffer.AsSpan(left, wanted), wanted, throwOnEndOfStream: false);
        _hash?.AppendData(_buffer.AsSpan(left, read));
        _window = _buffer.AsSpan(0, left + read);
        return read == wanted || Fail(ErrorKind.Truncated, $"{what} at byte {Position}", $"{left + wanted} bytes", $"{left + read} bytes");
    }

    private bool Fail(ErrorKind kind, string where, string expected, string got)
    {
        Error ??= new VerificationError(kind, where, expected, got);
        return false;
    }
}
