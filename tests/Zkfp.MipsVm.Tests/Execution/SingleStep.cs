using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Jit;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Execution;

/// <summary>One instruction word, followed by NOPs, executed from chosen registers: interpreted and compiled.</summary>
internal sealed class SingleStep : IDisposable
{
    public const uint Address = 0x0000_1000;

    private readonly ProgramImage _program;
    private readonly FastMachine _fast;

    public SingleStep(uint word, Endianness endianness = Endianness.Big)
    {
        byte[] code = new byte[16];
        if (endianness == Endianness.Big)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(code, word);
        else
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(code, word);
        _program = ProgramImage.FromRaw(code, endianness, Address);
        _fast = FastMachine.TryCreate(_program, hotVisits: 1) ?? throw new InvalidOperationException("no compiled code on this platform");
    }

    /// <summary>What one execution did.</summary>
    public sealed record Result(uint[] Registers, uint Pc, uint Npc, uint Memory, Outcome Outcome);

    /// <summary>
    /// Executes <paramref name="count"/> instructions from the given registers and one memory word. Both executions must agree;
    /// returns what they did.
    /// </summary>
    public unsafe Result Run(uint[] registers, uint memoryAddress = 0x8000, uint memoryWord = 0, ulong count = 1)
    {
        var cpu = new CpuState(_program);
        registers.CopyTo(cpu.Registers, 0);
        SparseMemory memory = Checkpoint.InitialMemory(_program);
        memory[memoryAddress >> 2] = memoryWord;
        Outcome outcome = Executor.RunInterpreted(_program, cpu, memory, NullHost.Instance, new RunOptions { MaxInstructions = count });
        var interpreted = new Result((uint[])cpu.Registers.Clone(), cpu.Pc, cpu.Npc, memory[memoryAddress >> 2], outcome);

        registers.CopyTo(_fast.Cpu.Registers, 0);
        _fast.Cpu.Pc = Address;
        _fast.Cpu.Npc = Address + 4;
        _fast.Cpu.Instructions = 0;
        *(uint*)(_fast.Memory.Base + (memoryAddress & ~3u)) = memoryWord;
        Outcome fast = _fast.Run(NullHost.Instance, new RunOptions { MaxInstructions = count });
        Assert.Equal(outcome.Reason, fast.Reason);
        Assert.Equal(outcome.Exception, fast.Exception);
        Assert.Equal(outcome.BadVaddr, fast.BadVaddr);
        Assert.Equal((cpu.Pc, cpu.Npc), (_fast.Cpu.Pc, _fast.Cpu.Npc));
        Assert.Equal(interpreted.Memory, _fast.Memory.ReadWord(memoryAddress));
        Assert.Equal(cpu.Registers.AsSpan(0, RegisterKey.Sink).ToArray(), _fast.Cpu.Registers.AsSpan(0, RegisterKey.Sink).ToArray());
        return interpreted;
    }

    public void Dispose() => _fast.Dispose();
}
