using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using Zkfp.Core.Memory;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Pipeline;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.Benches.Executor;

/// <summary>
/// Executor speed on freestanding C and on a stock Go program, both SHA-256. Under BenchmarkDotNet a time per run; as the
/// command <c>executor</c> the median of instructions per second, also of the metered and the traced run, and of making all columns of all shards.
/// </summary>
[MemoryDiagnoser]
public class ExecutorBench
{
    private const int InputBytes = 4 << 20, FillBytes = 1 << 18;

    private readonly byte[] _input = new byte[InputBytes];
    private readonly ProgramImage _c = ProgramImage.LoadBare(Resource("sha256-c.elf"));
    private readonly ProgramImage _go = Firmware.Load(Resource("sha256sum-go-be.elf"), Profile.Linux);

    /// <summary>Compiled, freestanding C.</summary>
    [Benchmark]
    public ulong CompiledC() => Zkfp.MipsVm.Execution.Executor.Run(_c, NullHost.Instance).Instructions;

    /// <summary>Compiled, Go with firmware.</summary>
    [Benchmark]
    public ulong CompiledGo() => Zkfp.MipsVm.Execution.Executor.Run(_go, GoHost()).Instructions;

    /// <summary>Interpreted, freestanding C.</summary>
    [Benchmark]
    public ulong InterpretedC() => Zkfp.MipsVm.Execution.Executor.RunInterpreted(_c, NullHost.Instance).Instructions;

    /// <summary>Cut into shards, freestanding C.</summary>
    [Benchmark]
    public ulong MeteredC() => Plan(_c, NullHost.Instance, null);

    /// <summary>Prints the median of instructions per second of each way to run.</summary>
    public static int Report(ReadOnlySpan<string> args)
    {
        int runs = args.Length > 0 && int.TryParse(args[0], CultureInfo.InvariantCulture, out int n) ? Math.Max(1, n) : 7;
        var bench = new ExecutorBench();
        Print("compiled, C", runs, bench.CompiledC);
        Print("compiled, Go", runs, bench.CompiledGo);
        Print("interpreted, C", runs, bench.InterpretedC);
        Print("metered, C", runs, bench.MeteredC);
        Print("metered, Go", runs, () => Plan(bench._go, bench.GoHost(), null));
        Print("metered and traced, C", runs, () => Plan(bench._c, NullHost.Instance, static shard =>
        {
            var sink = new CountSink();
            shard.Trace(ref sink);
        }));
        Print("all columns filled, C", runs, () => Fill(bench._c, NullHost.Instance));
        Print("all columns filled, Go", runs, () => Fill(bench._go, bench.GoHost(FillBytes)));
        return 0;
    }

    // The traces that are proven, every column of every table, on one thread, with the execution that goes before them.
    private static ulong Fill(ProgramImage image, IHost host)
    {
        NativePool.PageLimit = 4L << 30;
        var program = new ProgramTables(image);
        var scratch = new TraceScratch(program);
        ulong instructions = 0;
        foreach (ExecutionShard shard in ExecutionPipeline.Execute(program, host))
        {
            shard.Trace(scratch).Dispose();
            shard.Discard();
            instructions += shard.Instructions;
        }

        return instructions;
    }

    private static void Print(string name, int runs, Func<ulong> run)
    {
        // Processor time, so that other load on the machine hardly matters; wall time is printed beside it.
        var speeds = new List<double>();
        var walls = new List<double>();
        using Process process = Process.GetCurrentProcess();
        ulong instructions = 0;
        for (int i = 0; i <= runs; i++)
        {
            process.Refresh();
            TimeSpan before = process.TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            instructions = run();
            TimeSpan wall = Stopwatch.GetElapsedTime(start);
            process.Refresh();
            if (i == 0)
                continue; // warms up
            speeds.Add(instructions / (process.TotalProcessorTime - before).TotalSeconds / 1e6);
            walls.Add(instructions / wall.TotalSeconds / 1e6);
        }
        speeds.Sort();
        walls.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-24} {instructions,12} instructions  median {speeds[speeds.Count / 2],6:f0} M/s of processor time ({speeds[0]:f0} to {speeds[^1]:f0}), "
            + $"{walls[walls.Count / 2]:f0} M/s of wall time, {runs} runs"));
    }

    private LinuxHost GoHost(int bytes = InputBytes) => new(_go.Endianness, new LinuxHostOptions { Stdin = new MemoryStream(_input, 0, bytes) });

    private static ulong Plan(ProgramImage program, IHost host, Action<RecordedShard>? each)
    {
        var planner = new ShardPlanner(program, host, new TableLimits(new ProgramTables(program), ShardSize.Default));
        while (planner.Next() is { } shard)
            each?.Invoke(shard);
        return planner.Outcome!.Instructions;
    }

    private static byte[] Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"resource {name} is missing");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private struct CountSink : ITraceSink
    {
        public ulong Rows;

        public static bool WantsRows => true;

        public bool Row(in TraceRow row)
        {
            Rows++;
            return true;
        }

        public readonly bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception) => true;

        public readonly void Primitive(PrimitiveCall call)
        {
        }
    }
}
