using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Jit;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Fuzz;

/// <summary>
/// Many sequences in one executable, which installs handlers for signals, runs each sequence from random registers, stores the
/// registers after it (or at its exception, with the signal's number) and writes all results to standard output. Under
/// qemu that is a Linux program; here the harness plays the few system calls and delivers exceptions as signals.
/// </summary>
public sealed class Batch
{
    /// <summary>Words of a result: 32 registers, HI, LO, signal, spare.</summary>
    public const int ResultWords = 36;

    private const uint CodeAddress = 0x0040_0000;
    private const uint DataAddress = 0x1000_0000;
    private const int InputWords = 34;
    private const int ScratchWords = 32;
    private const uint UserLocal = 0x1234_5678;
    private const uint AlternateStackSize = 0x8000;

    // The data segment starts with: address to resume at after a signal, number of the signal, sigaction, stack_t.
    private const uint ResumeAt = DataAddress, SignalNumber = DataAddress + 4, Action = DataAddress + 8, Stack = DataAddress + 40;
    private const int HeaderWords = 16;

    private readonly bool _bigEndian;
    private readonly uint _results;
    private readonly int _sequences;
    private readonly List<uint> _starts = [];

    /// <summary>Generates <paramref name="sequences"/> sequences from a seed.</summary>
    public Batch(int seed, int sequences, bool bigEndian)
    {
        _bigEndian = bigEndian;
        _sequences = sequences;
        var random = new Random(seed);
        var generator = new SequenceGenerator(random);
        _results = DataAddress + 4 * (uint)(HeaderWords + InputWords * sequences);
        uint stack = _results + 4 * (uint)((ResultWords + ScratchWords) * sequences);
        stack = (stack + 15) & ~15u;

        var code = new Assembler(CodeAddress);
        uint handler = code.Here;
        code.LoadImmediate(8, DataAddress);
        code.Load(9, 8, 0);
        code.Store(4, 8, 4);
        code.Store(9, 6, bigEndian ? 36 : 32); // ucontext: the low word of the saved pc
        code.Word(0x03E0_0008); // jr ra
        code.Word(0);
        uint entry = code.Here;
        code.Syscall(4206, Stack, 0); // sigaltstack
        foreach (uint signal in (uint[])[4, 5, 8, 10, 11])
            code.Syscall(4194, signal, Action, 0, 16); // rt_sigaction
        code.Syscall(4283, UserLocal); // set_thread_area

        var data = new List<uint> { 0, 0, 0x4800_0008, handler, 0, 0, 0, 0, 0, 0, stack, AlternateStackSize, 0 };
        while (data.Count < HeaderWords)
            data.Add(0);
        for (int i = 0; i < InputWords * sequences; i++)
            data.Add(generator.Value());
        for (int i = 0; i < sequences; i++)
        {
            for (int k = 0; k < ResultWords; k++)
                data.Add(0);
            for (int k = 0; k < ScratchWords; k++)
                data.Add(generator.Value());
        }
        for (int i = 0; i < sequences; i++)
            EmitSequence(code, generator, i, random);
        code.Syscall(4004, 1, _results, 4 * (uint)((ResultWords + ScratchWords) * sequences));
        code.Syscall(4001, 0);
        Elf = ElfWriter.Write(bigEndian, entry, CodeAddress, code.Words, DataAddress, data, AlternateStackSize + 64);
        Code = code;
    }

    /// <summary>The executable.</summary>
    public byte[] Elf { get; }

    private Assembler Code { get; }

    private int ResultBytes => 4 * (ResultWords + ScratchWords) * _sequences;

    /// <summary>Runs under qemu and returns what was written.</summary>
    /// <exception cref="InvalidOperationException">qemu failed.</exception>
    public byte[] RunQemu(string folder)
    {
        string path = Path.Combine(folder, $"batch-{Guid.NewGuid():N}.elf");
        File.WriteAllBytes(path, Elf);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var start = new ProcessStartInfo(_bigEndian ? "qemu-mips" : "qemu-mipsel", path) { RedirectStandardOutput = true };
            using Process process = Process.Start(start)!;
            using var output = new MemoryStream();
            using var watchdog = new Timer(_ => process.Kill(), null, TimeSpan.FromSeconds(60), Timeout.InfiniteTimeSpan);
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            if (process.ExitCode != 0 || output.Length != ResultBytes)
                throw new InvalidOperationException($"qemu: exit code {process.ExitCode}, {output.Length} bytes of {ResultBytes}; {path}");
            return output.ToArray();
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Runs in the interpreter and returns what was written.</summary>
    public byte[] RunInterpreter()
    {
        ProgramImage program = ProgramImage.LoadBare(Elf, Holes.WithFirmware);
        var cpu = new CpuState(program);
        var memory = new SparseMemory();
        foreach (ImageRange range in program.Image)
            memory.Write(range.StartWord, range.Words);
        var options = new RunOptions { MaxInstructions = 100_000_000 };
        return Serve(cpu, new SparseMemoryReader(memory, program.Endianness), (address, value) => memory[address >> 2] = value,
            () => Executor.RunInterpreted(program, cpu, memory, NullHost.Instance, options));
    }

    /// <summary>Runs with every address hot, or null where code cannot be compiled.</summary>
    public unsafe byte[]? RunCompiled()
    {
        ProgramImage program = ProgramImage.LoadBare(Elf, Holes.WithFirmware);
        using FastMachine? machine = FastMachine.TryCreate(program, hotVisits: 1);
        if (machine is null)
            return null;
        var options = new RunOptions { MaxInstructions = 100_000_000 };
        return Serve(machine.Cpu, machine.Memory, (address, value) => *(uint*)(machine.Memory.Base + address) = value,
            () => machine.Run(NullHost.Instance, options));
    }

    /// <summary>Describes the first difference of two results, or null if they are equal.</summary>
    public string? Compare(byte[] expected, byte[] got, string expectedName, string gotName)
    {
        for (int at = 0; at < ResultBytes; at += 4)
        {
            uint e = Word(expected, at), g = Word(got, at);
            if (e == g)
                continue;
            int sequence = at / (4 * (ResultWords + ScratchWords)), word = at / 4 % (ResultWords + ScratchWords);
            string what = word switch
            {
                < 34 => RegisterKey.Name(word),
                34 => "signal",
                35 => "spare",
                _ => $"scratch word {word - ResultWords}",
            };
            var text = new StringBuilder();
            text.AppendLine(CultureInfo.InvariantCulture,
                $"sequence {sequence}, {(_bigEndian ? "big" : "little")} endian, {what}: {expectedName} 0x{e:x8}, {gotName} 0x{g:x8}");
            uint end = sequence + 1 < _starts.Count ? _starts[sequence + 1] : _starts[sequence] + 800;
            for (uint pc = _starts[sequence]; pc < end && (pc - CodeAddress) / 4 < Code.Words.Count; pc += 4)
            {
                uint w = Code.Words[(int)((pc - CodeAddress) / 4)];
                text.AppendLine(CultureInfo.InvariantCulture, $"  {pc:x8}: {w:x8}  {Disassembler.Disassemble(w, pc)}");
            }
            return text.ToString();
        }
        return null;
    }

    /// <summary>Adds the sequences of a result that ended by signal n to <paramref name="counts"/>[n].</summary>
    public void CountSignals(byte[] result, int[] counts)
    {
        for (int at = 4 * 34; at < ResultBytes; at += 4 * (ResultWords + ScratchWords))
            counts[Word(result, at)]++;
    }

    private uint Word(byte[] bytes, int at) => _bigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at))
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private void EmitSequence(Assembler code, SequenceGenerator generator, int index, Random random)
    {
        const uint p = SequenceGenerator.Pointer;
        uint result = _results + 4 * (uint)((ResultWords + ScratchWords) * index);
        _starts.Add(code.Here);
        uint fixup = code.Here; // address of the epilogue, patched below
        code.LoadImmediate(8, 0);
        code.LoadImmediate(p, DataAddress);
        code.Store(8, p, 0);
        code.Store(0, p, 4);
        code.LoadImmediate(p, DataAddress + 4 * (uint)(HeaderWords + InputWords * index));
        code.Load(8, p, 4 * 32);
        code.Word(Assembler.R(0, 8, 0, 0, 0, 0x11));
        code.Load(8, p, 4 * 33);
        code.Word(Assembler.R(0, 8, 0, 0, 0, 0x13));
        for (uint r = 1; r < 32; r++)
        {
            if (r != p)
                code.Load(r, p, 4 * (int)r);
        }
        code.LoadImmediate(p, result);
        generator.Generate(code, result + 4 * ResultWords, 4 * ScratchWords, 6 + random.Next(20));
        uint end = code.Here;
        code.Patch(fixup, Assembler.I(0x0F, 0, 8, end >> 16));
        code.Patch(fixup + 4, Assembler.I(0x0D, 8, 8, end));
        for (uint r = 1; r < 32; r++)
            code.Store(r, p, 4 * (int)r);
        code.Word(Assembler.R(0, 0, 0, 8, 0, 0x10));
        code.Store(8, p, 4 * 32);
        code.Word(Assembler.R(0, 0, 0, 8, 0, 0x12));
        code.Store(8, p, 4 * 33);
        code.LoadImmediate(9, DataAddress);
        code.Load(8, 9, 4);
        code.Store(8, p, 4 * 34);
    }

    private byte[] Serve(CpuState cpu, IMemoryReader memory, Action<uint, uint> store, Func<Outcome> run)
    {
        while (true)
        {
            Outcome outcome = run();
            if (outcome.Reason != StopReason.Trap)
                throw new InvalidOperationException($"batch: {outcome}");
            uint[] r = cpu.Registers;
            if (outcome.Exception != ExceptionCode.Syscall)
            {
                store(SignalNumber, Signal(outcome.Exception));
                cpu.Pc = memory.ReadWord(ResumeAt);
                cpu.Npc = cpu.Pc + 4;
                continue;
            }
            if (r[2] == 4004)
            {
                byte[] bytes = new byte[r[6]];
                memory.ReadBytes(r[5], bytes);
                return bytes;
            }
            if (r[2] == 4283)
                r[RegisterKey.UserLocal] = r[4];
            r[2] = r[7] = 0;
            cpu.Pc = cpu.Npc;
            cpu.Npc += 4;
        }
    }

    private static uint Signal(ExceptionCode code) => code switch
    {
        ExceptionCode.UnmappedLoad or ExceptionCode.UnmappedStore => 11, // SIGSEGV
        ExceptionCode.AddressErrorLoad or ExceptionCode.AddressErrorStore => 10, // SIGBUS
        ExceptionCode.Overflow => 8, // SIGFPE
        ExceptionCode.Breakpoint or ExceptionCode.Trap => 5, // SIGTRAP
        ExceptionCode.ReservedInstruction => 4, // SIGILL
        _ => throw new InvalidOperationException($"unexpected exception {code}"),
    };
}
