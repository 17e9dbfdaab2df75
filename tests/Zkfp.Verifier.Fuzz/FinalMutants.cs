using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;
using Zkfp.Verifier.Tests.Second;

namespace Zkfp.Verifier.Fuzz;

/// <summary>What a mutant of a final proof is made by.</summary>
internal enum Change
{
    /// <summary>A bit anywhere, or a bit of what precedes the messages: kind, version, recursion key, number of runs, claims.</summary>
    Bit,

    /// <summary>A word becomes 0, 1, p − 1, p, p + 1 or another end of a range.</summary>
    Special,

    /// <summary>A word becomes another number of the same residue: it must be canonical.</summary>
    PlusP,

    /// <summary>A word becomes its neighbour, or its negative.</summary>
    Neighbour,

    /// <summary>A word becomes any element.</summary>
    Element,

    /// <summary>Two words change places.</summary>
    SwapWords,

    /// <summary>Two stretches of words change places.</summary>
    SwapRegions,

    /// <summary>A stretch is overwritten with another one.</summary>
    CopyRegion,

    /// <summary>A stretch becomes zeros.</summary>
    Clear,

    /// <summary>The end is missing, in words or in bytes.</summary>
    Truncate,

    /// <summary>Something follows the end.</summary>
    Extend,

    /// <summary>Words are missing within.</summary>
    Remove,

    /// <summary>Words are there twice.</summary>
    Repeat,

    /// <summary>The number of runs is another one, with so many claims or without them.</summary>
    Count,

    /// <summary>Words of the final proof of the other kind.</summary>
    Foreign,
}

/// <summary>
/// Shows mutants of a final proof to both verifiers: they must agree, and refuse whatever is not the proof byte for byte. Each verifier is started once. The
/// same seed and number give the same mutant.
/// </summary>
internal sealed class FinalMutants : IDisposable
{
    private const int MostWords = 400, ClaimStart = 4 + Core.Hash.Digest.Length;
    private const int ClaimWords = Core.Hash.Digest.Length + 2 + 3 * ExecutionPublicValues.CommitWords;

    private static readonly uint[] s_special =
        [0, 1, 2, 0xFFFF, 0x10000, KoalaBear.P - 1, KoalaBear.P, KoalaBear.P + 1, 0x7FFFFFFF, 0x80000000, uint.MaxValue];

    private readonly RecursionSet _set = RecursionSet.Default ?? throw new InvalidOperationException(RecursionSet.DefaultFault);
    private readonly byte[] _honest, _other;
    private readonly bool _isL1;
    private readonly VerifyingKey _key;
    private readonly SecondVerifier _second;

    /// <summary>Starts the second verifier, which needs Go, and shows it the proof.</summary>
    /// <param name="proof">A final proof of one run.</param>
    /// <param name="other">One of the other kind, whose words are put in.</param>
    public FinalMutants(byte[] proof, byte[] other)
    {
        (_honest, _other) = (proof, other);
        if (!FinalProof.TryVerify(_set, proof, out FinalProof? read, out Rejection? why)) throw new InvalidDataException(why.Reason);
        _isL1 = read.IsL1;
        int index = FinalFile.IndexOf(_isL1);
        _key = _set.Keys.KeyOf(index);
        _second = SecondVerifier.ForFinal(_set.Keys.ShapeOf(index).Machine.Definition, _isL1);
        if (Compare(proof) is { } error) throw new InvalidOperationException($"The proof itself is refused: {error}");
    }

    /// <summary>Refusals by change and by this verifier's reason.</summary>
    public SortedDictionary<(Change Change, ErrorKind Kind), long> Counts { get; } = [];

    /// <summary>Shows a mutant to both; whatever else they do than refuse it is thrown.</summary>
    /// <returns>False where the mutant is the proof itself.</returns>
    public bool Show(int seed, long number)
    {
        byte[] mutant = Mutant(seed, number, out Change change);
        if (mutant.AsSpan().SequenceEqual(_honest)) return false;
        ErrorKind kind;
        try
        {
            kind = Compare(mutant) ?? throw new InvalidOperationException("Both accept it.");
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Mutant {number} of seed {seed}, {change}: {e.Message}", e);
        }

        Counts[(change, kind)] = Counts.GetValueOrDefault((change, kind)) + 1;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _second.Dispose();

    /// <summary>Shows a file to both, which work at the same time; throws where they do not agree.</summary>
    /// <returns>Why this verifier refuses it; null where both accept it and say the same.</returns>
    public ErrorKind? Compare(byte[] bytes)
    {
        _second.Ask(_key, bytes);
        bool valid = FinalProof.TryVerify(_set, bytes, out FinalProof? proof, out Rejection? why);
        string second = _second.Answer();
        string expected = valid
            ? $"valid: {proof!.Claims.Count} run(s){string.Concat(proof.Claims.Select(c => $" | {new WaitStatus(c.Outcome)}; {Digest(c)}; key {c.KeyDigest}"))}"
            : "invalid: ";
        if (valid ? second == expected : second.StartsWith(expected, StringComparison.Ordinal)) return why?.Kind;
        throw new InvalidOperationException($"The first verifier says '{(valid ? expected : why!.Reason)}', the second '{second}'.");
    }

    private static string Digest(RunClaim c) => FinalProof.DigestOf(c) is { } d ? $"output digest {Convert.ToHexStringLower(d)}" : "no output digest";

    private byte[] Mutant(int seed, long number, out Change change)
    {
        var random = new Random(HashCode.Combine(seed, number));
        change = (Change)random.Next(Enum.GetValues<Change>().Length);
        byte[] bytes = [.. _honest];
        int words = bytes.Length / sizeof(uint), head = ClaimStart + ClaimWords;

        // What precedes the messages is short, and has rules of its own.
        int Any() => random.Next(4) == 0 ? random.Next(head) : random.Next(words);
        Span<byte> At(int word, int count = 1) => bytes.AsSpan(sizeof(uint) * word, sizeof(uint) * count);

        // Messages for L1 are big-endian.
        uint Get(int word) => _isL1 && word >= head ? BinaryPrimitives.ReadUInt32BigEndian(At(word)) : BinaryPrimitives.ReadUInt32LittleEndian(At(word));
        void Set(int word, uint value)
        {
            if (_isL1 && word >= head) BinaryPrimitives.WriteUInt32BigEndian(At(word), value);
            else BinaryPrimitives.WriteUInt32LittleEndian(At(word), value);
        }

        int at = Any(), to = Any(), count = random.Next(1, random.Next(2, MostWords));
        switch (change)
        {
            case Change.Bit:
                At(at)[random.Next(sizeof(uint))] ^= (byte)(1 << random.Next(8));
                return bytes;
            case Change.Special:
                Set(at, s_special[random.Next(s_special.Length)]);
                return bytes;
            case Change.PlusP:
                Set(at, unchecked(Get(at) + KoalaBear.P));
                return bytes;
            case Change.Neighbour:
                Set(at, random.Next(3) switch { 0 => unchecked(Get(at) + 1), 1 => unchecked(Get(at) - 1), _ => unchecked(KoalaBear.P - Get(at)) });
                return bytes;
            case Change.Element:
                Set(at, (uint)random.NextInt64(KoalaBear.P));
                return bytes;
            case Change.SwapWords:
                (uint a, uint b) = (Get(at), Get(to));
                Set(at, b);
                Set(to, a);
                return bytes;
            case Change.SwapRegions or Change.CopyRegion:
                count = Math.Min(count, Math.Min(words - at, words - to));
                if (Math.Abs(at - to) < count) count = Math.Max(1, Math.Abs(at - to));
                byte[] from = At(at, count).ToArray(), target = At(to, count).ToArray();
                from.CopyTo(At(to, count));
                if (change == Change.SwapRegions) target.CopyTo(At(at, count));
                return bytes;
            case Change.Clear:
                At(at, Math.Min(count, words - at)).Clear();
                return bytes;
            case Change.Truncate:
                int length = random.Next(4) switch
                {
                    0 => random.Next(bytes.Length),
                    1 => bytes.Length - random.Next(1, 40),
                    2 => sizeof(uint) * (words - random.Next(1, 40)),
                    _ => sizeof(uint) * at,
                };
                return bytes[..length];
            case Change.Extend:
                var more = new byte[random.Next(2) == 0 ? random.Next(1, 20) : sizeof(uint) * count];
                if (random.Next(2) == 0) random.NextBytes(more);
                return [.. bytes, .. more];
            case Change.Remove:
                return [.. bytes[..(sizeof(uint) * at)], .. bytes[(sizeof(uint) * Math.Min(words, at + count))..]];
            case Change.Repeat:
                return [.. bytes[..(sizeof(uint) * Math.Min(words, at + count))], .. bytes[(sizeof(uint) * at)..]];
            case Change.Count:
                uint runs = random.Next(4) == 0 ? s_special[random.Next(s_special.Length)] : (uint)random.Next(0, 7);
                Set(ClaimStart - 1, runs);
                if (runs is < 2 or > 6 || random.Next(3) == 0) return bytes;
                byte[] claim = At(ClaimStart, ClaimWords).ToArray();
                for (; runs > 1; runs--) bytes = [.. bytes[..(sizeof(uint) * ClaimStart)], .. claim, .. bytes[(sizeof(uint) * ClaimStart)..]];
                return bytes;
            default:
                count = Math.Min(count, Math.Min(words, _other.Length / sizeof(uint)) - (at = Math.Min(at, _other.Length / sizeof(uint) - 1)));
                _other.AsSpan(sizeof(uint) * at, sizeof(uint) * count).CopyTo(At(at, count));
                return bytes;
        }
    }
}
