using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Zkfp.Prover.Jobs;

/// <summary>Steps of a proof.</summary>
public enum JobKind : byte
{
    /// <summary>Proves one shard of a run.</summary>
    Shard = 1,

    /// <summary>Proves that neighbouring shards' proofs verify.</summary>
    Leaf = 2,

    /// <summary>Makes one range of shards of several neighbouring ones.</summary>
    Join = 3,

    /// <summary>Proves that a range is a complete run, for bundles.</summary>
    Finish = 4,

    /// <summary>Puts complete runs under one root.</summary>
    Bundle = 5,

    /// <summary>Proves that a range is a complete run, or verifies a bundle, under keys that are constants.</summary>
    Shrink = 6,

    /// <summary>Makes the last proof.</summary>
    Final = 7,
}

/// <summary>The names of files in a work folder: what determines a file is its name, so any process knows what to look for, and equal work has one place.</summary>
internal static class JobName
{
    /// <summary>Hexadecimal digits of a name.</summary>
    public const int Length = 2 * SHA256.HashSizeInBytes;

    /// <summary>
    /// SHA-256 of the kind of a step, the key or circuit that it is for, the names of the files that it reads, in order, and which of several results it is.
    /// Lengths precede what may vary, so no two steps hash the same bytes.
    /// </summary>
    public static string Of(JobKind kind, ReadOnlySpan<byte> circuit, IReadOnlyCollection<string> inputs, int index = 0)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("zkfp job v1"u8);
        hash.AppendData([(byte)kind]);
        Append(hash, circuit.Length);
        hash.AppendData(circuit);
        Append(hash, index);
        Append(hash, inputs.Count);
        foreach (string input in inputs)
        {
            byte[] name = Convert.FromHexString(input);
            if (name.Length != SHA256.HashSizeInBytes) throw new ArgumentException($"'{input}' is no name.", nameof(inputs));
            hash.AppendData(name);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }
}
