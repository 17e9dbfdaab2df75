using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;

namespace Zkfp.Verifier.Tests.Tamper;

/// <summary>
/// With which error StarkVerifier refuses a changed final proof, from docs/protocol.md alone: it goes through the messages in order, elements of a part are
/// found canonical before any of them is used (rows of an opening with the opening), and what differs fails at the first comparison that rests on it.
/// Challenges that would fit another message by chance are not thought of: 2^−14 where a fold's proof of work is what must fail.
/// </summary>
internal sealed class ContractAnswer
{
    /// <summary>Words before the claims, and of a claim.</summary>
    public const int HeadWords = 4 + Digest.Length, ClaimWords = Digest.Length + 2 + 3 * ExecutionPublicValues.CommitWords;

    private const int Word = sizeof(uint), ClaimStart = Word * HeadWords, ClaimBytes = Word * ClaimWords, MaxRuns = 1 << 20;

    // Of a claim: digest of the key, outcome.
    private const int SharedBytes = Word * (Digest.Length + 2);

    // Of a part of the messages, in bytes from the first on: that its words are elements, or that all before its end is the proof's own.
    private readonly record struct Check(bool Canonical, int Start, int End, int Step);

    private readonly byte[] _file;
    private readonly int _nonce;
    private readonly List<Check> _checks = [];

    /// <summary>Of changes of this file, which has one run.</summary>
    public ContractAnswer(byte[] file, ProofMap map)
    {
        _file = file;
        Field[] messages = [.. map.Fields.Where(f => f.Shard > 0)];
        int first = messages[0].Start;
        _nonce = Word * (messages.Single(f => f.Name == "nonce").Start - first);
        for (int i = 0; i < messages.Length;)
        {
            // One part: elements up to what is none, or to the final polynomial.
            int end = i + 1;
            while (end < messages.Length && IsElements(messages[i].Name) && IsElements(messages[end].Name) && !Begins(messages[end - 1], messages[end])) end++;
            int Start(int k) => Word * (messages[k].Start - first);
            int End(int k) => Start(k) + Word * messages[k].Length;
            if (IsElements(messages[i].Name)) _checks.Add(new Check(true, Start(i), End(end - 1), 0));
            for (; i < end; i++)
            {
                // A root is compared with nothing before the queries.
                if (messages[i].Name is "main root" or "whir root" or "out of domain" or "nonce") continue;
                _checks.Add(new Check(false, 0, End(i), TamperManifest.Step(messages[i].Name)));
            }
        }
    }

    private static bool Begins(Field before, Field next) => next.Name == "final polynomial" && before.Name != next.Name;

    /// <summary>Whether every word of this message must be an element; rows of an opening are checked with it.</summary>
    public static bool IsElements(string field) =>
        field is not ("main root" or "whir root") && !field.StartsWith("opening", StringComparison.Ordinal);

    /// <summary>The error; null where no call can say what the file does.</summary>
    /// <exception cref="ArgumentException">The contract accepts it.</exception>
    public string? Of(byte[] changed)
    {
        if (changed.Length < ClaimStart || !changed.AsSpan(0, ClaimStart - Word).SequenceEqual(_file.AsSpan(0, ClaimStart - Word))) return null;
        uint runs = Little(changed, HeadWords - 1);
        if (runs == 0) return "BadRuns()";
        if (runs > MaxRuns || changed.Length < ClaimStart + (long)ClaimBytes * runs) return null;
        bool same = runs == 1;
        for (int i = 0; i < runs; i++)
        {
            // The contract is told of one program and one outcome, and of digests that are whole.
            Span<byte> claim = changed.AsSpan(ClaimStart + ClaimBytes * i, ClaimBytes), first = changed.AsSpan(ClaimStart, ClaimBytes);
            if (!IsSayable(claim) || !claim[..SharedBytes].SequenceEqual(first[..SharedBytes])) return null;
            same &= claim.SequenceEqual(_file.AsSpan(ClaimStart, ClaimBytes));
        }

        for (int i = 0; i < Digest.Length; i++)
            if (Little(changed, HeadWords + i) >= KoalaBear.P) return BadProof(0);
        return Messages(changed.AsSpan(ClaimStart + ClaimBytes * (int)runs), _file.AsSpan(ClaimStart + ClaimBytes), same);
    }

    private string Messages(ReadOnlySpan<byte> changed, ReadOnlySpan<byte> honest, bool sameStatement)
    {
        // What is behind the proof reads as zeros.
        int different = 0;
        while (different < honest.Length && At(changed, different) == At(honest, different)) different++;
        bool fingerprint = false;
        foreach (Check c in _checks)
        {
            if (c.Canonical)
            {
                for (int i = c.Start; i < c.End; i += Word)
                    if (Big(changed, i) >= KoalaBear.P) return BadProof(0);
                // No proof of work is asked for in step 3, so the nonce must be 0.
                if (!fingerprint && Big(changed, _nonce) != 0) return BadProof(3);
                fingerprint = true;
                continue;
            }

            if (different < c.End || !sameStatement) return BadProof(c.Step);
        }

        return changed.Length != honest.Length ? BadProof(0) : throw new ArgumentException("Nothing is changed that the contract sees.");
    }

    private static bool IsSayable(ReadOnlySpan<byte> claim)
    {
        bool good = Little(claim, Digest.Length) <= 0xFFFF && Little(claim, Digest.Length + 1) <= 0xFFFF;
        for (int i = 0; i < ExecutionPublicValues.CommitWords; i++)
        {
            int at = Digest.Length + 2 + 3 * i;
            good &= Little(claim, at) == 1 && Little(claim, at + 1) <= 0xFFFF && Little(claim, at + 2) <= 0xFFFF;
        }

        return good;
    }

    private static byte At(ReadOnlySpan<byte> bytes, int i) => i < bytes.Length ? bytes[i] : (byte)0;

    private static uint Big(ReadOnlySpan<byte> bytes, int i) =>
        (uint)(At(bytes, i) << 24 | At(bytes, i + 1) << 16 | At(bytes, i + 2) << 8 | At(bytes, i + 3));

    private static uint Little(ReadOnlySpan<byte> bytes, int word) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(Word * word)..]);

    private static string BadProof(int step) => $"BadProof({step})";
}
