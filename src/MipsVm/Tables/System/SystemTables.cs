using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.System;

/// <summary>What can fault at an address: operand y of the rows LoadFault and StoreFault.</summary>
internal enum FaultKind : uint
{
    /// <summary>LW, LL, SW, SC.</summary>
    Word,

    /// <summary>LH, LHU, SH.</summary>
    Half,

    /// <summary>LB, LBU, SB, and LWL, LWR, SWL, SWR, which take any address.</summary>
    Byte,

    /// <summary>JR, JALR, ERET.</summary>
    Jump,
}

/// <summary>HALT, COMMIT, exceptions, and the wrap of program counters at the end of the address space.</summary>
internal static class SystemTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.StateWrap, air => new StateWrapTable(air)) { Positions = 4 },
        new(TableId.Exception, air => new ExceptionTable(air)),
        new(TableId.Raise, air => new RaiseTable(air))
        {
            Operations = [(Operation.Raise, None)],
            CostOf = [Opcode.Syscall, Opcode.Break, Opcode.ReservedInstruction, Opcode.CoprocessorUnusable],
        },
        new(TableId.FetchFault, air => new FetchFaultTable(air)) { Operations = [(Operation.Gap, None)], CostOf = [Opcode.FetchFault] },
        new(TableId.AddressFault, air => new AddressFaultTable(air)) { Operations = [(Operation.LoadFault, A), (Operation.StoreFault, A)] },
        new(TableId.HoleFault, air => new HoleFaultTable(air)),
        new(TableId.Halt, air => new HaltTable(air)) { Operations = [(Operation.Halt, A)], CostOf = [Opcode.Halt] },
        new(TableId.Commit, air => new CommitTable(air)) { Operations = [(Operation.Commit, Sequential | A)], CostOf = [Opcode.Commit] },
    ];
}
