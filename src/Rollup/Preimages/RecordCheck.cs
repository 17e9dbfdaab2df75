using System.Globalization;
using System.Security.Cryptography;
using Zkfp.MipsVm.Hosting;

namespace Zkfp.Rollup.Preimages;

/// <summary>What is known about an entry of a record.</summary>
public enum EntryState
{
    /// <summary>Its value is what it must be.</summary>
    Checked,

    /// <summary>Nobody has checked its value.</summary>
    Unchecked,

    /// <summary>Its value is not what it must be.</summary>
    Wrong,
}

/// <summary>An entry and what is known about it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Entry">The entry; null for a value that the verifier gave and the program did not read.</param>
/// <param name="State">What is known.</param>
/// <param name="Text">One line for people.</param>
public sealed record CheckedEntry(byte[] Key, RecordEntry? Entry, EntryState State, string Text);

/// <summary>Checks the entries of a record against what the verifier knows.</summary>
/// <param name="locals">Values of local keys, by index.</param>
/// <param name="inputs">Knows inputs of precompiles, as keccak256 preimages; or null.</param>
/// <param name="precompiles">Computes them again, and checks proofs of blobs; or null.</param>
/// <param name="blobs">Knows these proofs; or null.</param>
public sealed class RecordCheck(IReadOnlyDictionary<ulong, byte[]> locals, IPreimageOracle? inputs, IPrecompiles? precompiles, IBlobProofs? blobs = null)
{
    private const int AddressBytes = 20, GasBytes = 8;

    private static readonly byte[] s_pointEvaluation = [.. new byte[AddressBytes - 1], 0x0A];

    // What the precompile returns (EIP-4844): the number of elements, and the order.
    private static readonly byte[] s_evaluated = [1, .. BlobPolynomial.ToBytes(BlobPolynomial.Elements), .. BlobPolynomial.ToBytes(BlobPolynomial.Order)];

    /// <summary>The state of every entry, in order, then of local values that the program did not read.</summary>
    public IReadOnlyList<CheckedEntry> Check(PreimageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        List<CheckedEntry> result = [.. record.Entries.Select(CheckOne)];
        foreach (ulong index in locals.Keys.Order())
        {
            byte[] key = PreimageKey.Local(index);
            if (!record.Entries.Any(e => e.Key.AsSpan().SequenceEqual(key)))
                result.Add(new CheckedEntry(key, null, EntryState.Wrong, $"{PreimageKey.Describe(key)}: given, but the program did not read it"));
        }

        return result;
    }

    private CheckedEntry CheckOne(RecordEntry e)
    {
        (EntryState state, string why) = (PreimageType)e.Key[0] switch
        {
            PreimageType.Local => CheckLocal(e),
            PreimageType.Precompile => CheckPrecompile(e),
            PreimageType.Blob => CheckBlob(e),
            PreimageType.Generic => (EntryState.Unchecked, "no key of this type says what its value must be"),
            _ => (EntryState.Unchecked, "the type is unknown"),
        };
        string value = e.Value.Length <= 32 ? $"0x{Convert.ToHexStringLower(e.Value)}" : string.Create(CultureInfo.InvariantCulture, $"{e.Value.Length} bytes");
        return new CheckedEntry(e.Key, e, state, $"{PreimageKey.Describe(e.Key)} = {value}: {why}");
    }

    private (EntryState State, string Why) CheckLocal(RecordEntry e)
    {
        if (PreimageKey.LocalIndex(e.Key) is not { } index || !locals.TryGetValue(index, out byte[]? expected))
            return (EntryState.Unchecked, "no value was given for it");
        return e.Value.AsSpan().SequenceEqual(expected) ? (EntryState.Checked, "as given") : (EntryState.Wrong, $"given as 0x{Convert.ToHexStringLower(expected)}");
    }

    // All that the program read of the blob is right if its polynomial has the value y at z (docs/firmware.md): one point evaluation, as L1 makes it.
    private (EntryState State, string Why) CheckBlob(RecordEntry e)
    {
        const int commitmentBytes = BlobPolynomial.CommitmentBytes;
        if (e.Value.Length != BlobPreimages.EntryBytes || !e.Key.AsSpan().SequenceEqual(BlobPreimages.KeyOf(e.Value.AsSpan(0, commitmentBytes))))
            return (EntryState.Wrong, "the firmware writes commitment, point and value of a blob under the commitment's key");
        byte[] commitment = e.Value[..commitmentBytes];
        string blob = $"the blob 0x{Convert.ToHexStringLower(commitment)}";
        if (precompiles is null || blobs?.Find(commitment, e.Value.AsSpan(commitmentBytes, BlobPolynomial.ElementBytes)) is not { } proof)
            return (EntryState.Unchecked, $"{blob}: there is no KZG proof of its value");
        byte[] hash = SHA256.HashData(commitment);
        hash[0] = 1; // the versioned hash
        return precompiles.Run(s_pointEvaluation, [.. hash, .. e.Value.AsSpan(commitmentBytes), .. commitment, .. proof]).AsSpan().SequenceEqual(s_evaluated)
            ? (EntryState.Checked, $"{blob}: has this value, by its KZG proof") : (EntryState.Wrong, $"{blob}: the point evaluation refuses its KZG proof");
    }

    // The preimage of the same hash is address ‖ u64 gas ‖ input (l1-precompile-v2 of op-program; loadPrecompilePreimagePart of the PreimageOracle contract). The
    // gas only says how much the caller must forward; the value is 1 ‖ output, or 0 where the call fails.
    private (EntryState State, string Why) CheckPrecompile(RecordEntry e)
    {
        if (inputs is null || precompiles is null) return (EntryState.Unchecked, "its input is needed to compute it again");
        byte[] key = [(byte)PreimageType.Keccak256, .. e.Key.AsSpan(1)];
        if (inputs.Find(key) is not { } call) return (EntryState.Unchecked, $"its input, {PreimageKey.Describe(key)}, is not known");
        if (!PreimageSource.Matches(key, call)) return (EntryState.Wrong, $"what is known as its input does not hash to {PreimageKey.Describe(key)}");
        if (call.Length < AddressBytes + GasBytes) return (EntryState.Unchecked, $"its input of {call.Length} bytes has no address and gas");
        if (precompiles.Run(call.AsSpan(0, AddressBytes), call.AsSpan(AddressBytes + GasBytes)) is not { } result)
            return (EntryState.Unchecked, $"there is no precompile at 0x{Convert.ToHexStringLower(call.AsSpan(0, AddressBytes))}");
        return e.Value.AsSpan().SequenceEqual(result) ? (EntryState.Checked, "computed again from its input")
            : (EntryState.Wrong, $"computed again from its input it is 0x{Convert.ToHexStringLower(result)}");
    }
}
