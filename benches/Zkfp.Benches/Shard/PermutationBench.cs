using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Security;
using Zkfp.Prover;
using Zkfp.Verifier;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Benches.Shard;

/// <summary>
/// What other provers publish as their speed: permutations of Poseidon2, one to a row, with a column for each S-box and for each element before; and Keccak-f[1600]
/// by the machine's own tables, from a program that calls it over and over again, so with the words that it reads and writes in memory.
/// Usage: permutations [16, 24 or keccak] [log₂ of the permutations] [threads] [repeats]. Prints permutations per second and core, bytes and bits.
/// </summary>
internal static class PermutationBench
{
    public static int Run(string[] args)
    {
        int Argument(int i, int otherwise) => args.Length > i ? int.Parse(args[i], CultureInfo.InvariantCulture) : otherwise;
        bool keccak = args.Length > 0 && args[0] == "keccak";
        int logRows = Argument(1, keccak ? 12 : 17), threads = Argument(2, 0), repeats = Argument(3, 3);
        if (keccak) return Keccak(logRows, threads, repeats);
        Poseidon2Permutation permutation = Argument(0, 16) == 16 ? Poseidon2Permutation.Narrow : Poseidon2Permutation.Wide;
        MachineDefinition machine = Machine(permutation);
        using IProverBackend backend = CpuBackend.Create(threads);

        // The matrix of 2^h rows holds the table's columns side by side, in as many columns as fill blocks of the hash.
        int h = Math.Min(20, logRows + 3);
        using ProvingKey key = ProvingKey.Create(machine, h, 0, 1, new TraceTable?[1], [], backend);
        for (int i = 0; i < repeats; i++)
        {
            ShardTrace trace = Trace(machine, permutation, 1 << logRows);
            var clock = Stopwatch.StartNew();
            TimeSpan processor = Environment.CpuUsage.TotalTime;
            var builder = new GammaBuilder(key);
            using BoundaryCommitment boundary = BoundaryCommitment.Commit(key, backend, trace, true);
            builder.Add(boundary);
            GammaResult gamma = builder.Finish(backend);
            ShardProof proof = ShardProver.Prove(key, backend, trace, true, gamma.Challenges, new PhaseTimes());
            double seconds = clock.Elapsed.TotalSeconds, processorSeconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
            byte[] bytes = ProofWriter.Write(machine, proof);
            _ = ShardBench.Verify(machine, key, gamma, bytes);
            double bits = SecurityReport.ForShard(new ClassLayout(machine, proof.Shape.Class)).Bits;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"width {permutation.Width}, 2^{logRows} permutations of {machine.Tables[0].CountColumns(ColumnKind.Main)} cells, {backend.Name}, {backend.Pool.Threads} threads: {seconds:F2} s, "
                    + $"{(1 << logRows) / processorSeconds / 1000:F0} thousand a second and core, {bytes.Length / 1024} KiB, {bits:F1} bits, verified"));
        }

        return 0;
    }

    // A loop: KECCAKF of the words at $a0, count $s0 down.
    private static int Keccak(int log, int threads, int repeats)
    {
        uint[] words =
        [
            0x3C04_0020, // lui a0, 0x20
            0x3C10_0000 | 1u << log >> 16, // lui s0, count
            0x3610_0000 | 1u << log & 0xFFFF, // ori s0, s0, count
            0x7080_0013, // keccakf a0
            0x2610_FFFF, // addiu s0, s0, -1
            0x1600_FFFD, // bne s0, $0, to the call
            0,
            .. Enumerable.Range(0, 8).Select(i => 0x7000_0012u | (uint)i << 6), // commit $0
            0x7000_0010, // halt $0
        ];
        var code = new byte[4 * words.Length];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(code.AsSpan(4 * i), words[i]);
        ProgramImage program = ProgramImage.FromRaw(code, Endianness.Little, 0x1000);
        for (int i = 0; i < repeats; i++)
        {
            using var proof = new MemoryStream();
            TimeSpan processor = Environment.CpuUsage.TotalTime;
            ProveResult result = RunProver.Prove(program, NullHost.Instance, proof, new ProveOptions { Threads = threads, LogHeight = ProgramKeys.LogHeight });
            double processorSeconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
            proof.Position = 0;
            if (!ProofFile.TryOpen(proof, out _, out VerificationError? unreadable)) throw new InvalidOperationException(unreadable.ToString());
            VerificationResult verified = RunVerifier.Verify(MipsMachine.For(program).Definition, result.VerifyingKey, proof);
            if (verified.Error is { } error) throw new InvalidOperationException(error.ToString());
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Keccak-f[1600], 2^{log} calls with memory, {result.Statistics.Shards} shards: {result.Statistics.TotalSeconds:F2} s, "
                    + $"{(1 << log) / processorSeconds / 1000:F2} thousand a second and core, {proof.Length / 1024} KiB, {result.Statistics.SecurityBits:F1} bits, verified"));
        }

        return 0;
    }

    private static MachineDefinition Machine(Poseidon2Permutation permutation)
    {
        var b = new AirBuilder();
        var state = new Expr[permutation.Width];
        for (int i = 0; i < state.Length; i++) state[i] = b.Main($"in{i}");
        Expr real = b.Active("real");
        Poseidon2Air.Permute(b, permutation, real, state);

        // A machine has messages: each row sends its first four outputs to itself.
        var bus = new Bus("outputs", 1, 4);
        b.Push("out", bus, real, state.AsSpan(0, 4));
        b.Pull("in", bus, real, state.AsSpan(0, 4));
        AirProgram table = b.Capture("permutation", TablePresence.Optional);
        return new MachineDefinition("permutations", [table], new AirBuilder().Capture("messages", TablePresence.EveryShard), Values.Count);
    }

    private static ShardTrace Trace(MachineDefinition machine, Poseidon2Permutation permutation, int rows)
    {
        var table = new TraceTable(machine.Tables[0], rows);
        var random = new Random(1);
        var state = new KoalaBear[permutation.Width];
        var cubes = new KoalaBear[permutation.Cubes];
        int[] columns = [.. Enumerable.Range(0, machine.Tables[0].Columns.Count).Where(c => machine.Tables[0].Columns[c].Kind == ColumnKind.Main)];
        for (int r = 0; r < rows; r++)
        {
            for (int i = 0; i < state.Length; i++) table.Column(columns[i])[r] = (state[i] = new KoalaBear((ulong)random.NextInt64(KoalaBear.P))).Value;
            permutation.Permute(state, cubes);
            for (int i = 0; i < cubes.Length; i++) table.Column(columns[state.Length + i])[r] = cubes[i].Value;
        }

        table.SetRows(rows);
        return new ShardTrace([table], new KoalaBear[Values.Count]);
    }
}
