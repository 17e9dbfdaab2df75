using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Jit;
using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using static Zkfp.MipsVm.Tests.Execution.FirmwareProgram;

namespace Zkfp.MipsVm.Tests.Execution;

/// <summary>What exceptions write, and where execution goes on (docs/machine.md, "Exceptions").</summary>
public class ExceptionTests
{
    private const uint Taken = 0x1000_0003; // b +16

    public static TheoryData<string, uint[], uint, uint, uint, uint> Cases => new()
    {
        // name, guest words, CAUSE, EPC, RESUME, BADVADDR
        { "syscall", [0x0000_000C], 8, Guest, Guest + 4, 0 },
        { "syscall with code", [0x03FF_FFCC], 8, Guest, Guest + 4, 0 },
        { "break", [0x0007_000D], 9, Guest, Guest + 4, 0 },
        { "reserved", [0x0000_0005], 10, Guest, Guest + 4, 0 },
        { "reserved: add with a shift amount", [Assembler.R(0, 1, 2, 3, 1, 0x20)], 10, Guest, Guest + 4, 0 },
        { "reserved: ext beyond bit 31", [Assembler.R(0x1F, 1, 2, 31, 1, 0)], 10, Guest, Guest + 4, 0 },
        { "reserved: ins of negative size", [Assembler.R(0x1F, 1, 2, 3, 4, 4)], 10, Guest, Guest + 4, 0 },
        { "reserved: rdhwr $0", [Assembler.R(0x1F, 0, 2, 0, 0, 0x3B)], 10, Guest, Guest + 4, 0 },
        { "reserved: commit 8", [Commit(1, 8)], 10, Guest, Guest + 4, 0 },
        { "reserved: SPECIAL2 0x18", [Assembler.R(0x1C, 0, 0, 0, 0, 0x18)], 10, Guest, Guest + 4, 0 },
        { "primitive of $0", [Assembler.R(0x1C, 0, 0, 0, 0, 0x13)], 16, Guest, Guest + 4, 0 },
        { "lwc1", [Assembler.I(0x31, 1, 2, 0)], 11, Guest, Guest + 4, 0 },
        { "movf", [0x0001_0001], 11, Guest, Guest + 4, 0 },
        { "mfc0 below 0x80000000", [Assembler.I(0x10, 0, 2, 14 << 11)], 11, Guest, Guest + 4, 0 },
        { "eret below 0x80000000", [0x4200_0018], 11, Guest, Guest + 4, 0 },
        { "cache below 0x80000000", [Assembler.I(0x2F, 1, 2, 0)], 11, Guest, Guest + 4, 0 },
        { "overflow", [0x3C01_7FFF, 0x3421_FFFF, Assembler.I(0x08, 1, 2, 1)], 12, Guest + 8, Guest + 12, 0 },
        { "trap", [0x0000_0034], 13, Guest, Guest + 4, 0 },
        { "load at 0", [Assembler.I(0x23, 0, 2, 0)], 2, Guest, Guest + 4, 0 },
        { "load byte to $0", [Assembler.I(0x20, 0, 0, 7)], 2, Guest, Guest + 4, 7 },
        { "store byte", [Assembler.I(0x28, 0, 0, 3)], 3, Guest, Guest + 4, 3 },
        { "store left in a delay slot", [Taken, Assembler.I(0x2A, 0, 2, 0x7FFF)], 3, Guest + 4, Guest + 16, 0x7FFF },
        { "load below the first stack", [0x3C01_7F7F, Assembler.I(0x23, 1, 2, 0x7FFC)], 2, Guest + 4, Guest + 8, 0x7F7F_7FFC },
        { "jump to 0", [Assembler.R(0, 0, 0, 0, 0, 8), 0], 6, 0, 4, 0 },
        { "load", [Assembler.I(0x23, 0, 2, 6)], 4, Guest, Guest + 4, 6 },
        { "load half", [Assembler.I(0x25, 0, 2, 0xFFFF)], 4, Guest, Guest + 4, 0xFFFF_FFFF },
        { "load linked", [Assembler.I(0x30, 0, 2, 2)], 4, Guest, Guest + 4, 2 },
        { "store", [Assembler.I(0x2B, 0, 2, 5)], 5, Guest, Guest + 4, 5 },
        { "store conditional", [Assembler.I(0x38, 0, 2, 5)], 5, Guest, Guest + 4, 5 },
        { "jump to odd", [0x2401_0006, Assembler.R(0, 1, 0, 0, 0, 8)], 4, Guest + 4, Guest + 8, 6 },
        { "jump outside", [Assembler.J(2, 0x0100_0000), 0], 6, 0x0100_0000, 0x0100_0004, 0 },
        { "syscall in a delay slot", [Taken, 0x0000_000C], 8, Guest + 4, Guest + 16, 0 },
        { "load in a delay slot", [Taken, Assembler.I(0x23, 0, 2, 2)], 4, Guest + 4, Guest + 16, 2 },
        { "break behind a branch not taken", [0x1400_0003, 0x0000_000D], 9, Guest + 4, Guest + 8, 0 },
        { "reserved in a slot after jr", [0x3C01_0050, Assembler.R(0, 1, 0, 0, 0, 8), 0x0000_0005], 10, Guest + 8, 0x0050_0000, 0 },
        { "fetch outside in a delay slot", [Assembler.J(2, 0x0100_0000), Assembler.J(2, 0x0200_0000)], 6, 0x0100_0000, 0x0200_0000, 0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void WritesTheFourRegisters(string name, uint[] guest, uint cause, uint epc, uint resume, uint badVaddr)
    {
        ProgramImage program = Build(guest, kernel =>
        {
            kernel.Word(0x2402_2A00); // li v0, 42 << 8
            kernel.Word(Halt(2));
        });
        var cpu = new CpuState(program);
        Outcome outcome = Executor.RunInterpreted(program, cpu, Checkpoint.InitialMemory(program), NullHost.Instance, RunOptions.Default);
        Check(outcome, cpu);
        using FastMachine? fast = FastMachine.TryCreate(program, hotVisits: 1);
        Check(fast!.Run(NullHost.Instance, RunOptions.Default), fast.Cpu);

        void Check(Outcome o, CpuState c)
        {
            Assert.True(o.Reason == StopReason.Halted, $"{name}: {o}");
            Assert.Equal(42, o.ExitCode);
            Assert.Equal(cause, c.Registers[RegisterKey.Cause]);
            Assert.Equal(epc, c.Registers[RegisterKey.Epc]);
            Assert.Equal(resume, c.Registers[RegisterKey.Resume]);
            Assert.Equal(badVaddr, c.Registers[RegisterKey.BadVaddr]);
        }
    }

    [Fact]
    public void EretGoesOnAtResumeWithoutDelaySlot()
    {
        // The branch is decided before the syscall in its slot: execution goes on at its target.
        uint[] guest = [Taken, 0x0000_000C, 0x2402_0100, Halt(2), 0x2442_0300, Halt(2)];
        ProgramImage program = Build(guest, kernel =>
        {
            kernel.Word(0x4200_0018);
            kernel.Word(0x2402_7700); // would be a delay slot
        });
        Outcome outcome = Executor.Run(program, NullHost.Instance);
        Assert.Equal("exit 3", outcome.ToString());
    }

    [Fact]
    public void MovesReachEveryKernelRegister()
    {
        // Each register is written and read back into a GPR of its own.
        (uint Field, int Key)[] registers =
        [
            (8 << 11, RegisterKey.BadVaddr), (13 << 11, RegisterKey.Cause), (14 << 11, RegisterKey.Epc), (30 << 11, RegisterKey.Resume),
            (17 << 11, RegisterKey.BrokenLink),
            ((4 << 11) | 2, RegisterKey.UserLocal), ((31 << 11) | 2, RegisterKey.KScratch1), ((31 << 11) | 3, RegisterKey.KScratch1 + 1),
            ((31 << 11) | 4, RegisterKey.KScratch1 + 2), ((31 << 11) | 5, RegisterKey.KScratch1 + 3),
        ];
        ProgramImage program = Build([0x0000_000C], kernel =>
        {
            for (uint i = 0; i < registers.Length; i++)
            {
                kernel.LoadImmediate(1, 0xABCD_0000 + i);
                kernel.Word(Assembler.I(0x10, 4, 1, registers[i].Field));
                kernel.Word(Assembler.I(0x10, 0, 8 + i, registers[i].Field));
            }
            kernel.Word(Halt(0));
        });
        var cpu = new CpuState(program);
        Outcome outcome = Executor.RunInterpreted(program, cpu, Checkpoint.InitialMemory(program), NullHost.Instance, RunOptions.Default);
        Assert.Equal(StopReason.Halted, outcome.Reason);
        for (uint i = 0; i < registers.Length; i++)
        {
            Assert.Equal(0xABCD_0000 + i, cpu.Registers[registers[i].Key]);
            Assert.Equal(0xABCD_0000 + i, cpu.Registers[8 + i]);
        }
    }

    [Theory]
    [InlineData(0x4200_0020u)] // wait
    [InlineData(0x4160_6000u)] // di
    [InlineData(0x4002_6000u)] // mfc0 v0, $12
    [InlineData(0x4002_7001u)] // mfc0 v0, $14, 1
    [InlineData(0x4002_7008u)] // a bit that must be zero
    [InlineData(0xBC20_0000u)] // cache
    public void OtherCop0IsReservedInFirmware(uint word)
    {
        Assert.Equal(Opcode.ReservedInstruction, Decoder.Decode(word, Decoder.KernelBase).Opcode);
        Assert.Equal(Opcode.CoprocessorUnusable, Decoder.Decode(word, Decoder.KernelBase - 4).Opcode);
    }

    [Fact]
    public void MisalignedEretRaises()
    {
        ProgramImage program = Build([0x0000_000C], kernel =>
        {
            // First time: RESUME = 6, eret. Second time (AdEL): halt with CAUSE << 8.
            kernel.Word(Assembler.I(0x10, 0, 2, 13 << 11));
            kernel.Word(Assembler.I(0x0E, 2, 3, 8));
            kernel.Word(Assembler.I(0x05, 3, 0, 4)); // bne to the halt
            kernel.Word(0x2401_0006);
            kernel.Word(Assembler.I(0x10, 4, 1, 30 << 11));
            kernel.Word(0x4200_0018);
            kernel.Word(0);
            kernel.Word(Assembler.R(0, 0, 2, 2, 8, 0)); // sll v0, v0, 8
            kernel.Word(Halt(2));
        });
        Assert.Equal("exit 4", Executor.Run(program, NullHost.Instance).ToString());
        Assert.Equal("exit 4", Executor.RunInterpreted(program, NullHost.Instance).ToString());
    }

    [Fact]
    public void WithoutFirmwareTheRunEnds()
    {
        byte[] code = [0x24, 0x02, 0x00, 0x05, 0x8C, 0x41, 0x00, 0x00]; // li v0, 5; lw at, 0(v0)
        Outcome outcome = Executor.Run(ProgramImage.FromRaw(code, Endianness.Big, 0x100), NullHost.Instance);
        Assert.Equal((StopReason.Trap, ExceptionCode.AddressErrorLoad, 0x104u, 5u, 1ul),
            (outcome.Reason, outcome.Exception, outcome.Pc, outcome.BadVaddr, outcome.Instructions));
    }
}
