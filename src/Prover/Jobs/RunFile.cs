using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Circuits;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;

namespace Zkfp.Prover.Jobs;

/// <summary>
/// What a worker must know of a run to do any step but the proof of a shard: key, number of shards, Γ, and what is claimed of it. As a file it is named by what it
/// says, so no other content passes for it.
/// </summary>
internal sealed class RunFile
{
    /// <summary>What the file's name ends with.</summary>
    public const string Extension = "run";

    /// <summary>Bytes of what tells inputs of a program apart.</summary>
    public const int IdentityBytes = SHA256.HashSizeInBytes;

    private const int MaxKeyBytes = ProofFile.MaxKeyBytes;

    private readonly byte[] _identity;

    /// <summary>The header of a run.</summary>
    /// <param name="machine">The key's machine.</param>
    /// <param name="key">The program.</param>
    /// <param name="gamma">Γ and its challenges.</param>
    /// <param name="claim">Outcome and digest words.</param>
    /// <param name="identity">What shards depend on beyond key and Γ; hashed unless it has <see cref="IdentityBytes"/>.</param>
    public RunFile(MachineDefinition machine, VerifyingKey key, GammaResult gamma, RunClaim claim, byte[] identity)
    {
        Claim = claim;
        Machine = machine;
        Key = key;
        Gamma = gamma;
        _identity = identity.Length == IdentityBytes ? identity : SHA256.HashData(identity);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("zkfp run v1"u8);
        Append(hash, key.Digest.ToArray());
        Append(hash, gamma.Challenges.Seed);
        Append(hash, claim.Hash().ToArray());
        hash.AppendData(_identity);
        Name = Convert.ToHexStringLower(hash.GetHashAndReset());
        KeyBytes = Bytes(key.Digest);
    }

    /// <summary>The machine.</summary>
    public MachineDefinition Machine { get; }

    /// <summary>The program.</summary>
    public VerifyingKey Key { get; }

    /// <summary>Γ and what follows from it.</summary>
    public GammaResult Gamma { get; }

    /// <summary>What is claimed of the run. It is proven where its shards are put together.</summary>
    public RunClaim Claim { get; }

    /// <summary>What circuits take of it.</summary>
    public RunHeader Header => new(Key, Shards, Gamma.Gamma, Gamma.Nonce);

    /// <summary>N.</summary>
    public int Shards => Gamma.Leaves.Length;

    /// <summary>The name: SHA-256 of key, seed, claim and identity. The seed binds N and Γ.</summary>
    public string Name { get; }

    /// <summary>The file's name in a folder.</summary>
    public string File => $"{Name}.{Extension}";

    /// <summary>The key's digest as bytes.</summary>
    public byte[] KeyBytes { get; }

    /// <summary>What statements call the run.</summary>
    public Digest Digest => Header.Digest;

    /// <summary>The name of a shard's proof, from 1.</summary>
    public string ShardName(int index) => JobName.Of(JobKind.Shard, KeyBytes, [Name], index);

    /// <summary>
    /// The file: magic, kind, version, length of the key, the key, identity, outcome, for each digest word whether it was committed and what it is, N, nonce, the
    /// leaves under Γ.
    /// </summary>
    public byte[] Write()
    {
        byte[] key = VerifyingKeyFile.Write(Key);
        using var file = new MemoryStream();
        foreach (uint word in (uint[])[ProofFormat.Magic, ProofFormat.RunHeaderKind, ProtocolParameters.FormatVersion, (uint)key.Length]) Word(file, word);
        file.Write(key);
        file.Write(_identity);
        Word(file, Claim.Outcome);
        foreach (uint? w in Claim.Words)
        {
            Word(file, w is null ? 0u : 1);
            Word(file, w ?? 0);
        }

        Word(file, (uint)Shards);
        Word(file, Gamma.Nonce.Value);
        foreach (Digest leaf in Gamma.Leaves)
            foreach (KoalaBear e in leaf) Word(file, e.Value);
        return file.ToArray();
    }

    /// <summary>
    /// Reads a header, of a machine that this version knows, whose challenges follow from its leaves and whose proof of work is one.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RunFile? run, out string error)
    {
        run = null;
        var r = new Reader(bytes);
        if (r.Word() != ProofFormat.Magic || r.Word() != ProofFormat.RunHeaderKind) return Fail(FileKind.Describe(FileKind.Start(bytes)), out error);
        if (ProofFormat.CheckVersion(r.Word()) is { } version) return Fail(version.ToString(), out error);
        uint length = r.Word();
        if (length > MaxKeyBytes || length > r.Left) return Fail($"its key has {length} bytes", out error);
        if (!VerifyingKeyFile.TryRead(r.Take((int)length), out VerifyingKey? key, out Protocol.VerificationError? keyError)) return Fail(keyError.ToString(), out error);
        if (MipsMachine.Find(key.MachineDigest)?.Definition is not { } machine) return Fail($"it is of machine {key.MachineDigest}, which this version does not know", out error);
        string misfit = KeyCheck.Check(machine, key);
        if (misfit.Length != 0) return Fail(misfit, out error);
        var words = new uint?[ExecutionPublicValues.CommitWords];
        if (r.Left < IdentityBytes + (3 + 2 * words.Length) * sizeof(uint)) return Fail("it ends too early", out error);
        byte[] identity = r.Take(IdentityBytes).ToArray();
        uint outcome = r.Word();
        for (int i = 0; i < words.Length; i++)
        {
            uint there = r.Word(), word = r.Word();
            if (there > 1 || there == 0 && word != 0) return Fail($"digest word {i} is malformed", out error);
            words[i] = there == 1 ? word : null;
        }

        uint shards = r.Word(), nonce = r.Word();
        if (shards is 0 or >= ProtocolParameters.MaxShards) return Fail($"it has {shards} shards", out error);
        if (r.Left != (long)shards * Digest.Length * sizeof(uint)) return Fail($"{r.Left} bytes follow for {shards} shards", out error);
        var leaves = new Digest[shards];
        bool canonical = nonce < KoalaBear.P;
        foreach (ref Digest leaf in leaves.AsSpan())
        {
            for (int i = 0; i < Digest.Length; i++)
            {
                uint v = r.Word();
                canonical &= v < KoalaBear.P;
                leaf[i] = new KoalaBear(v);
            }
        }

        if (!canonical) return Fail("it has a number that is not below p", out error);
        KoalaBear[] root = GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Root(default, Array.ConvertAll(leaves, d => d.ToArray()));
        if (!GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.TrySample(
            default, key.Digest.ToArray(), new KoalaBear(shards), root, new KoalaBear(nonce), null, out GammaChallenges<KoalaBear, KoalaBear5>? challenges))
            return Fail("its proof of work is none", out error);
        run = new RunFile(machine, key, new GammaResult(challenges, new KoalaBear(nonce), Digest.FromElements(root), leaves), new RunClaim(key.Digest, outcome, words), identity);
        error = "";
        return true;
    }

    private static bool Fail(string reason, out string error)
    {
        error = reason;
        return false;
    }

    private static void Word(MemoryStream file, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        file.Write(bytes);
    }

    private static byte[] Bytes(in Digest digest) => Convert.FromHexString(digest.ToString());

    private static void Append(IncrementalHash hash, ReadOnlySpan<KoalaBear> elements)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        foreach (KoalaBear e in elements)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, e.Value);
            hash.AppendData(bytes);
        }
    }

    // Words beyond the end are 2^32 − 1, which is no magic, version, count or element.
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _left = bytes;

        public readonly int Left => _left.Length;

        public uint Word()
        {
            if (_left.Length < sizeof(uint)) return uint.MaxValue;
            uint v = BinaryPrimitives.ReadUInt32LittleEndian(_left);
            _left = _left[sizeof(uint)..];
            return v;
        }

        public ReadOnlySpan<byte> Take(int count)
        {
            ReadOnlySpan<byte> taken = _left[..count];
            _left = _left[count..];
            return taken;
        }
    }
}

/// <summary>Collects what is claimed of a run from the public values of its shards.</summary>
internal sealed class ClaimBuilder
{
    private readonly uint?[] _words = new uint?[ExecutionPublicValues.CommitWords];
    private uint _outcome;

    /// <summary>Adds a shard. Outcomes are 0 where nothing halts, and a word is committed once.</summary>
    public void Add(KoalaBear[] publicValues)
    {
        uint Word(int low) => publicValues[low].Value | publicValues[low + 1].Value << 16;
        _outcome |= Word(ExecutionPublicValues.OutcomeLow);
        for (int i = 0; i < _words.Length; i++)
        {
            int at = ExecutionPublicValues.FirstCommit + 3 * i;
            if (publicValues[at] != KoalaBear.Zero) _words[i] = Word(at + 1);
        }
    }

    /// <summary>The claim of a program with this key.</summary>
    public RunClaim Finish(VerifyingKey key) => new(key.Digest, _outcome, _words);
}
