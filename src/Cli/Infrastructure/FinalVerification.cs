using System.Text;
using System.Text.Json.Nodes;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Cli.Infrastructure;

/// <summary>What a verified proof states of one run.</summary>
/// <param name="Key">Key of its program.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="OutputDigest">The committed digest, or null.</param>
/// <param name="SecurityBits">Proven bits of the weakest term of all layers.</param>
/// <param name="Runs">Runs in the proof.</param>
/// <param name="Members">Those, from 1, that are of the program (and have the output, if one is expected); what is stated is of the first.</param>
internal sealed record FinalVerdict(VerifyingKey Key, uint Outcome, byte[]? OutputDigest, double SecurityBits, int Runs, IReadOnlyList<int> Members);

/// <summary>Verifies final proofs: of one run, or of a bundle in which the caller's program has one.</summary>
internal static class FinalVerification
{
    /// <summary>Verifies a file.</summary>
    /// <param name="set">The recursion circuits.</param>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="keys">The keys that the run may be for, the caller's own; made as they are asked for.</param>
    /// <param name="digest">The digest that the run must state, or null.</param>
    /// <param name="required">Whether a proof without such a run is refused here; else the first run of the program is looked at, for the caller to judge.</param>
    /// <param name="pathOut">Where to write the member's Merkle path, or null.</param>
    /// <param name="calldataOut">Where to write what a contract takes, or null.</param>
    /// <exception cref="NotAProofException">It is invalid, or has no such run.</exception>
    public static FinalVerdict Verify(
        RecursionSet set, string path, byte[] bytes, IEnumerable<VerifyingKey> keys, byte[]? digest, bool required, string? pathOut, string? calldataOut)
    {
        if (!FinalFile.TryRead(set.Keys, set.Profile.BundlePlaces, bytes, out FinalFile? file, out VerificationError? error))
            throw new NotAProofException(error.Kind, $"'{path}' is not a final proof that this zkfp accepts: {error.Describe()}");
        double bits = set.BitsOf(file.IsL1);
        if (bits < ProtocolParameters.SecurityBits)
            throw new NotAProofException(ErrorKind.Insecure, $"the recursion circuits have {bits:F2} bits, {ProtocolParameters.SecurityBits} are required");
        if (file.Verify(set.Keys, set.Profile.BundlePlaces) is { } invalid) throw new NotAProofException(invalid.Kind, invalid.Describe());
        List<(int Number, VerifyingKey Key)> members = Members(file.Claims, Checked(), digest, required);
        (int number, VerifyingKey mine) = members[0];
        RunClaim claim = file.Claims[number - 1];
        if (pathOut is not null) Files.WriteAtomically(pathOut, PathOf(set, file.Claims, number - 1), "path");
        if (calldataOut is not null) Files.WriteAtomically(calldataOut, Calldata(file, set), "calldata");
        return new FinalVerdict(mine, claim.Outcome, WorkFileReport.DigestOf(claim), bits, file.Claims.Count, members.ConvertAll(m => m.Number));

        IEnumerable<VerifyingKey> Checked()
        {
            foreach (VerifyingKey key in keys)
            {
                string misfit = KeyCheck.Check(KeySource.Machine(key), key);
                yield return misfit.Length == 0 ? key : throw new NotAProofException(ErrorKind.BadKey, $"the verifying key does not fit the machine: {misfit}");
            }
        }
    }

    /// <summary>
    /// The runs that are of one of the keys, each with its key, in the order of the proof: those that state the digest, if there are any. The first is the one that
    /// is spoken of.
    /// </summary>
    /// <exception cref="NotAProofException">There is none, or, if it is required, none with this digest.</exception>
    internal static List<(int Number, VerifyingKey Key)> Members(
        IReadOnlyList<RunClaim> claims, IEnumerable<VerifyingKey> keys, byte[]? digest, bool required)
    {
        VerifyingKey? last = null;
        List<(int Number, VerifyingKey Key)> members = [];
        foreach (VerifyingKey key in keys)
        {
            last = key;
            for (int i = 0; i < claims.Count; i++)
                if (claims[i].KeyDigest == key.Digest) members.Add((i + 1, key));
            if (members.Count == claims.Count) break;
        }

        if (members.Count == 0)
        {
            throw new NotAProofException(ErrorKind.WrongKey, claims.Count == 1
                ? $"the proof is about another program, or a much shorter or longer run of this one, with key {claims[0].KeyDigest}; expected {last!.Digest}"
                : $"none of the {claims.Count} runs in the proof is of this program");
        }

        members.Sort((a, b) => a.Number.CompareTo(b.Number));
        if (digest is null) return members;
        List<(int Number, VerifyingKey Key)> right =
            members.FindAll(m => WorkFileReport.DigestOf(claims[m.Number - 1]) is { } d && d.AsSpan().SequenceEqual(digest));
        if (right.Count != 0) return right;
        if (!required) return members;
        string got = WorkFileReport.DigestOf(claims[members[0].Number - 1]) is { } d ? Convert.ToHexStringLower(d) : "no complete digest was committed";
        throw new NotAProofException(ErrorKind.WrongOutput, new VerificationError(
            ErrorKind.WrongOutput, "output digest", Convert.ToHexStringLower(digest), members.Count == 1 ? got : $"others in {members.Count} runs").Describe());
    }

    private static byte[] Calldata(FinalFile file, RecursionSet set)
    {
        try
        {
            return file.Calldata(set.Keys);
        }
        catch (InvalidOperationException e)
        {
            throw new CliException(ExitCode.Unprovable, $"a contract cannot take the proof: {char.ToLowerInvariant(e.Message[0])}{e.Message[1..]}");
        }
    }

    // From the claim's digest up: each sibling is hashed with the digest so far, on the side that is said.
    private static byte[] PathOf(RecursionSet set, IReadOnlyList<RunClaim> claims, int index)
    {
        (Digest root, IReadOnlyList<(Digest Sibling, bool IsLeft)> path) = FinalFile.Path(claims, set.Profile.BundlePlaces, index);
        var json = new JsonObject
        {
            ["claim"] = $"{claims[index].Hash()}",
            ["member"] = index + 1,
            ["runs"] = claims.Count,
            ["root"] = $"{root}",
            ["path"] = new JsonArray([.. path.Select(p => (JsonNode?)new JsonObject { ["sibling"] = $"{p.Sibling}", ["left"] = p.IsLeft })]),
        };
        return Encoding.UTF8.GetBytes(json.ToJsonString() + "\n");
    }

    /// <summary>The keys of a caller's source: the one that it names, or the program's for short and for long runs.</summary>
    public static IEnumerable<VerifyingKey> KeysOf(Func<VerifyingKey, VerifyingKey> keyFor, bool isProgram)
    {
        foreach (int height in (int[])[ProgramKeys.SmallLogHeight, ProgramKeys.LogHeight])
        {
            yield return keyFor(new VerifyingKey(default, height, 0, 0, 0, [], default, []));
            if (!isProgram) yield break;
        }
    }
}
