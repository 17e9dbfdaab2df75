using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using Zkfp.Core.Hash;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Prover;

/// <summary>Why a proof is refused.</summary>
/// <param name="Kind">The rule that is broken.</param>
/// <param name="Reason">A line for people.</param>
public sealed record Rejection(ErrorKind Kind, string Reason);

/// <summary>Runs of a final proof.</summary>
/// <param name="Key">Key of the first one's program, one of the caller's own.</param>
/// <param name="Numbers">Their numbers, from 1, in the order of the proof: one or more.</param>
public sealed record FinalMembers(VerifyingKey Key, IReadOnlyList<int> Numbers)
{
    /// <summary>The run that is spoken of.</summary>
    public int First => Numbers[0];
}

/// <summary>A final proof that holds, of one run or of a bundle of several: what it states was proven when it was read. Immutable.</summary>
public sealed class FinalProof
{
    private readonly RecursionSet _set;
    private readonly FinalFile _file;

    private FinalProof(RecursionSet set, FinalFile file) => (_set, _file, SecurityBits) = (set, file, set.BitsOf(file.IsL1));

    /// <summary>What is proven of each run. Whose program a key is, is for the reader to know (<see cref="TryFind"/>).</summary>
    public IReadOnlyList<RunClaim> Claims => _file.Claims;

    /// <summary>Whether a contract can verify it.</summary>
    public bool IsL1 => _file.IsL1;

    /// <summary>Proven bits of the weakest term of all layers.</summary>
    public double SecurityBits { get; }

    /// <summary>The root over all runs.</summary>
    public Digest Root => FinalFile.Root(Claims, _set.Profile.BundlePlaces);

    /// <summary>Reads and verifies a file. No bytes make it throw.</summary>
    /// <param name="set">The recursion circuits.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="proof">The proof, if it holds.</param>
    /// <param name="why">Else why not.</param>
    public static bool TryVerify(RecursionSet set, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out FinalProof? proof, [NotNullWhen(false)] out Rejection? why)
    {
        ArgumentNullException.ThrowIfNull(set);
        proof = null;
        why = null;
        if (!FinalFile.TryRead(set.Keys, set.Profile.BundlePlaces, bytes, out FinalFile? file, out VerificationError? error))
        {
            why = new Rejection(error.Kind, $"it is not a final proof that this zkfp accepts: {error.Describe()}");
            return false;
        }

        double bits = set.BitsOf(file.IsL1);
        if (bits < ProtocolParameters.SecurityBits)
            why = new Rejection(ErrorKind.Insecure, $"the recursion circuits have {bits:F2} bits, {ProtocolParameters.SecurityBits} are required");
        else if (file.Verify(set.Keys, set.Profile.BundlePlaces) is { } invalid)
            why = new Rejection(invalid.Kind, invalid.Describe());
        else
            proof = new FinalProof(set, file);
        return proof is not null;
    }

    /// <summary>
    /// The runs that are of one of the keys, in the order of the proof: those that state the digest, if there are any. The first is the one that is spoken of.
    /// </summary>
    /// <param name="keys">The keys that a run may be for, the caller's own; made as they are asked for.</param>
    /// <param name="digest">The digest that the run must state, or null.</param>
    /// <param name="required">Whether a proof without such a run is refused; else the runs of the program are returned, for the caller to judge.</param>
    /// <param name="members">The runs.</param>
    /// <param name="why">Where there are none, why.</param>
    public bool TryFind(
        IEnumerable<VerifyingKey> keys, byte[]? digest, bool required, [NotNullWhen(true)] out FinalMembers? members, [NotNullWhen(false)] out Rejection? why) =>
        TryFindIn(Claims, Checked(keys), digest, required, out members, out why);

    internal static bool TryFindIn(
        IReadOnlyList<RunClaim> claims, IEnumerable<(VerifyingKey Key, Rejection? Fault)> keys, byte[]? digest, bool required,
        [NotNullWhen(true)] out FinalMembers? members, [NotNullWhen(false)] out Rejection? why)
    {
        members = null;
        var found = new SortedDictionary<int, VerifyingKey>();
        VerifyingKey? last = null;
        foreach ((VerifyingKey key, Rejection? fault) in keys)
        {
            why = fault;
            if (why is not null) return false;
            last = key;
            for (int i = 0; i < claims.Count; i++)
                if (claims[i].KeyDigest == key.Digest) found.TryAdd(i + 1, key);
            if (found.Count == claims.Count) break;
        }

        why = null;
        if (found.Count == 0)
        {
            why = new Rejection(ErrorKind.WrongKey, claims.Count == 1
                ? $"the proof is about another program, or a run of this one for another of its keys ('zkfp vk --height'), with key {claims[0].KeyDigest}; expected {last?.Digest}"
                : $"none of the {claims.Count} runs in the proof is of this program");
            return false;
        }

        int[] all = [.. found.Keys];
        int[] right = digest is null ? all : Array.FindAll(all, n => DigestOf(claims[n - 1]) is { } d && d.AsSpan().SequenceEqual(digest));
        if (right.Length == 0 && required)
        {
            string got = DigestOf(claims[all[0] - 1]) is { } d ? Convert.ToHexStringLower(d) : "no complete digest was committed";
            why = new Rejection(ErrorKind.WrongOutput, new VerificationError(
                ErrorKind.WrongOutput, "output digest", Convert.ToHexStringLower(digest!), all.Length == 1 ? got : $"others in {all.Length} runs").Describe());
            return false;
        }

        if (right.Length == 0) right = all;
        members = new FinalMembers(found[right[0]], right);
        return true;
    }

    /// <summary>The digest that a run committed, each word in big-endian bytes; null if a word is missing.</summary>
    public static byte[]? DigestOf(RunClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var bytes = new byte[sizeof(uint) * claim.Words.Length];
        for (int i = 0; i < claim.Words.Length; i++)
        {
            if (claim.Words[i] is not { } word) return null;
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(sizeof(uint) * i), word);
        }

        return bytes;
    }

    /// <summary>
    /// The siblings of a run, numbered from 1, with the sides that they are on: from the digest of its claim up, each is hashed with the digest so far, to the
    /// root.
    /// </summary>
    public IReadOnlyList<(Digest Sibling, bool IsLeft)> PathOf(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Claims.Count);
        return FinalFile.Path(Claims, _set.Profile.BundlePlaces, number - 1).Path;
    }

    /// <summary>The same as a file, JSON, as a contract's caller takes it.</summary>
    public byte[] PathFile(int number)
    {
        IReadOnlyList<(Digest Sibling, bool IsLeft)> path = PathOf(number);
        var json = new JsonObject
        {
            ["claim"] = $"{Claims[number - 1].Hash()}",
            ["member"] = number,
            ["runs"] = Claims.Count,
            ["root"] = $"{Root}",
            ["path"] = new JsonArray([.. path.Select(p => (JsonNode?)new JsonObject { ["sibling"] = $"{p.Sibling}", ["left"] = p.IsLeft })]),
        };
        return Encoding.UTF8.GetBytes(json.ToJsonString() + "\n");
    }

    /// <summary>The bytes that the contract StarkVerifier takes as proof, of a proof for L1 whose runs are of one program and outcome.</summary>
    /// <exception cref="InvalidOperationException">It is another one.</exception>
    public byte[] Calldata() => _file.Calldata(_set.Keys);

    // A key that fits no machine says nothing; it is looked at before any run is found with it.
    private static IEnumerable<(VerifyingKey Key, Rejection? Fault)> Checked(IEnumerable<VerifyingKey> keys)
    {
        foreach (VerifyingKey key in keys)
        {
            string misfit = MipsMachine.Find(key.MachineDigest) is { } machine ? KeyCheck.Check(machine.Definition, key)
                : $"it is for machine {key.MachineDigest}, which this version does not know";
            yield return (key, misfit.Length == 0 ? null : new Rejection(ErrorKind.BadKey, $"the verifying key does not fit: {misfit}"));
        }
    }
}
