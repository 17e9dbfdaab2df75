using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Tamper;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Fuzzing;

/// <summary>
/// Feeds random and mutated byte strings to the verifier: none may be accepted, throw, or make it allocate more than a small multiple of
/// their length plus a constant. The same seed and number give the same string.
/// </summary>
internal sealed class VerifierFuzzer
{
    /// <summary>Bytes that verifying a string of n bytes may allocate: 64 n + 16 MiB.</summary>
    private const long AllocationFactor = 64, AllocationConstant = 16 << 20;

    private readonly MachineDefinition _machine;
    private readonly VerifyingKey _key;
    private readonly byte[] _honest;
    private readonly byte[] _other;
    private readonly ProofMap _map;

    /// <summary>Mutates a proof of the toy machine.</summary>
    public VerifierFuzzer()
        : this(ToyMachine.Machine, ToyProof.Make().Key, ToyProof.Make().Proof, ToyProof.Make(salt: 1).Proof)
    {
    }

    /// <summary>Mutates <paramref name="honest"/>, with stretches of <paramref name="other"/>.</summary>
    public VerifierFuzzer(MachineDefinition machine, VerifyingKey key, RunProof honest, RunProof other)
    {
        _machine = machine;
        _key = key;
        _honest = ProofWriter.Write(machine, honest);
        _other = ProofWriter.Write(machine, other with { KeyDigest = key.Digest });
        _map = new ProofMap(machine, honest);
    }

    /// <summary>Errors seen so far, by kind.</summary>
    public long[] Counts { get; } = new long[Enum.GetValues<ErrorKind>().Length];

    /// <summary>The largest allocation of one verification so far.</summary>
    public long LargestAllocation { get; private set; }

    /// <summary>Runs string number <paramref name="number"/>; throws when a rule is broken.</summary>
    public void Run(int seed, long number)
    {
        var random = new Random(HashCode.Combine(seed, number));
        byte[] bytes = Make(random);
        if (bytes.AsSpan().SequenceEqual(_honest)) return;
        long before = GC.GetAllocatedBytesForCurrentThread();
        VerificationResult r = RunVerifier.Verify(_machine, _key, bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (r.IsValid) throw new InvalidOperationException($"Seed {seed}, string {number}: accepted.");
        if (allocated > AllocationFactor * bytes.Length + AllocationConstant)
            throw new InvalidOperationException($"Seed {seed}, string {number}: {allocated} bytes allocated for {bytes.Length}.");
        lock (Counts)
        {
            Counts[(int)r.Error!.Kind]++;
            LargestAllocation = Math.Max(LargestAllocation, allocated);
        }
    }

    /// <summary>
    /// The honest proof with one change: mostly a single bit in any of the fields, each field as often as the long ones. The same seed and number
    /// give the same bytes.
    /// </summary>
    public byte[] Mutant(int seed, long number)
    {
        var random = new Random(HashCode.Combine(seed, number));
        var bytes = (byte[])_honest.Clone();
        int choice = random.Next(10);
        if (choice < 2) return Edit(random, bytes, choice == 0 ? bytes.Length : 40_000);
        Field f = _map.Fields[random.Next(_map.Fields.Count)];
        int at = choice == 2 || f.Length == 0 ? random.Next(bytes.Length) : 4 * f.Start + random.Next(4 * f.Length);
        bytes[at] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    /// <summary>Whether these are the bytes of the honest proof.</summary>
    public bool IsHonest(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(_honest);

    private byte[] Make(Random random)
    {
        int choice = random.Next(100);
        if (choice < 30) return RandomBytes(random, random.Next(2) == 0 ? random.Next(64) : random.Next(4096));
        if (choice < 45)
        {
            // An honest beginning, then noise.
            byte[] noise = RandomBytes(random, random.Next(8192));
            return [.. _honest.AsSpan(0, random.Next(8000)), .. noise];
        }

        var bytes = (byte[])_honest.Clone();
        // Early words decide lengths and statements and fail fast; a part of the strings goes deep.
        int limit = choice < 92 ? 8000 : bytes.Length;
        int edits = 1 + random.Next(3);
        for (int i = 0; i < edits; i++) bytes = Edit(random, bytes, limit);
        return bytes;
    }

    private byte[] Edit(Random random, byte[] bytes, int limit)
    {
        int at = random.Next(Math.Min(limit, bytes.Length) + 1);
        int word = Math.Min(at & ~3, Math.Max(0, (bytes.Length & ~3) - 4));
        switch (random.Next(10))
        {
            case 0 when at < bytes.Length:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1 when bytes.Length >= 4:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(word), (uint)random.NextInt64(KoalaBear.P));
                return bytes;
            case 2 when bytes.Length >= 4:
                ReadOnlySpan<uint> special = [0, 1, 8, 23, 64, 65, KoalaBear.P - 1, KoalaBear.P, 0x7FFFFFFF, 0x80000000, uint.MaxValue];
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(word), special[random.Next(special.Length)]);
                return bytes;
            case 3:
                return [.. bytes.AsSpan(0, at), .. bytes.AsSpan(Math.Min(bytes.Length, at + random.Next(64)))];
            case 4:
                return [.. bytes.AsSpan(0, at), .. RandomBytes(random, random.Next(64)), .. bytes.AsSpan(at)];
            case 5:
                return bytes[..at];
            case 6:
                // A stretch of another program's proof at the same place.
                int end = Math.Min(at + random.Next(256), Math.Min(bytes.Length, _other.Length));
                if (at < end) _other.AsSpan(at, end - at).CopyTo(bytes.AsSpan(at));
                return bytes;
            case 7:
                // Two fields exchanged.
                Field a = _map.Fields[random.Next(_map.Fields.Count)], b = _map.Fields[random.Next(_map.Fields.Count)];
                int n = 4 * Math.Min(a.Length, b.Length);
                if (4 * a.Start + n > bytes.Length || 4 * b.Start + n > bytes.Length || a.Start == b.Start) return bytes;
                byte[] copy = bytes.AsSpan(4 * a.Start, n).ToArray();
                bytes.AsSpan(4 * b.Start, n).CopyTo(bytes.AsSpan(4 * a.Start));
                copy.CopyTo(bytes, 4 * b.Start);
                return bytes;
            case 8:
                bytes.AsSpan(at, Math.Min(random.Next(64), bytes.Length - at)).Clear();
                return bytes;
            default:
                return [.. bytes, .. RandomBytes(random, 1 + random.Next(16))];
        }
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
