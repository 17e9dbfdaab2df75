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
    /// <param name="expected">SHA-256 of what the program must have written, or null.</param>
    /// <param name="pathOut">Where to write the member's Merkle path, or null.</param>
    /// <exception cref="NotAProofException">It is invalid, or has no such run.</exception>
    public static FinalVerdict Verify(RecursionSet set, string path, byte[] bytes, IEnumerable<VerifyingKey> keys, byte[]? expected, string? pathOut)
    {
        if (!FinalFile.TryRead(set.Keys, set.Profile.BundlePlaces, bytes, out FinalFile? file, out VerificationError? error))
            throw new NotAProofException(error.Kind, $"'{path}' is not a final proof that this zkfp accepts: {error.Describe()}");
        if (set.SecurityBits < ProtocolParameters.SecurityBits)
            throw new NotAProofException(ErrorKind.Insecure, $"the recursion circuits have {set.SecurityBits:F2} bits, {ProtocolParameters.SecurityBits} are required");
        if (file.Verify(set.Keys, set.Profile.BundlePlaces) is { } invalid) throw new NotAProofException(invalid.Kind, invalid.Describe());
        VerifyingKey? mine = null, last = null;
        List<int> members = [];
        foreach (VerifyingKey key in keys)
        {
            last = key;
            string misfit = KeyCheck.Check(KeySource.Machine(key), key);
            if (misfit.Length != 0) throw new NotAProofException(ErrorKind.BadKey, $"the verifying key does not fit the machine: {misfit}");
            for (int i = 0; i < file.Claims.Count; i++)
                if (file.Claims[i].KeyDigest == key.Digest) members.Add(i + 1);
            if (members.Count == 0) continue;
            mine = key;
            break;
        }

        if (mine is null)
        {
            throw new NotAProofException(ErrorKind.WrongKey, file.Claims.Count == 1
                ? $"the proof is about another program, with key {file.Claims[0].KeyDigest}; expected {last!.Digest}"
                : $"none of the {file.Claims.Count} runs in the proof is of this program");
        }

        if (expected is not null)
        {
            List<int> right = members.FindAll(m => WorkFileReport.DigestOf(file.Claims[m - 1]) is { } d && d.AsSpan().SequenceEqual(expected));
            if (right.Count == 0)
            {
                string got = WorkFileReport.DigestOf(file.Claims[members[0] - 1]) is { } d ? Convert.ToHexStringLower(d) : "no complete digest was committed";
                throw new NotAProofException(ErrorKind.WrongOutput, new VerificationError(
                    ErrorKind.WrongOutput, "output digest", Convert.ToHexStringLower(expected), members.Count == 1 ? got : $"others in {members.Count} runs").Describe());
            }

            members = right;
        }

        RunClaim claim = file.Claims[members[0] - 1];
        if (pathOut is not null) Files.WriteAtomically(pathOut, PathOf(set, file.Claims, members[0] - 1), "path");
        return new FinalVerdict(mine, claim.Outcome, WorkFileReport.DigestOf(claim), set.SecurityBits, file.Claims.Count, members);
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
