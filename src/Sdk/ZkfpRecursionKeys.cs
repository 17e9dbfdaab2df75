using System.Text;
using Zkfp.Prover.Jobs;

namespace Zkfp;

/// <summary>
/// Recursion circuits with their keys, as <c>zkfp keys --make</c> writes them: what final proofs are made and verified with. Prover and verifier need the same, and
/// whoever verifies with a file of them trusts it. Where none are given, this version's own are meant. Immutable.
/// </summary>
public sealed class ZkfpRecursionKeys
{
    private ZkfpRecursionKeys(RecursionSet inner) => Inner = inner;

    /// <summary>What tells sets apart, in hexadecimal.</summary>
    public string Digest => $"{Inner.Keys.Digest}";

    internal RecursionSet Inner { get; }

    /// <summary>Reads a set, in a second or so.</summary>
    /// <exception cref="ZkfpException">Not one of this version.</exception>
    public static ZkfpRecursionKeys FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new ZkfpRecursionKeys(RecursionSet.Parse(Encoding.UTF8.GetString(bytes)));
        }
        catch (FormatException e)
        {
            throw new ZkfpException(ZkfpError.BadKey, $"not recursion keys: {e.Message}", e);
        }
    }

    /// <summary>The caller's, or this version's.</summary>
    internal static RecursionSet Of(ZkfpRecursionKeys? given) => given?.Inner ?? Work.Recursion;
}
