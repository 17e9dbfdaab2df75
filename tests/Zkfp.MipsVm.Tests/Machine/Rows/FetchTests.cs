using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>
/// A table fetches its own operations and no other: whatever its selectors are, within the row's constraints. Else it could prove an instruction of
/// another table by its own equations, which no proof about one table would see.
/// </summary>
public class FetchTests
{
    [Fact]
    public void Tables_fetch_their_own_operations()
    {
        foreach (Endianness order in Enum.GetValues<Endianness>())
            foreach (AirProgram air in MipsMachine.For(order).Definition.Tables)
                if (RowGallery.IsInstruction(air)) Assert.Null(Check(air));
    }

    /// <summary>ERET to an address that is no multiple of 4 is not proven by the row that returns.</summary>
    [Fact]
    public void Misaligned_return_is_no_return()
    {
        AirProgram air = MipsMachine.For(Endianness.Big).Definition.Tables[(int)TableId.ExceptionReturn];
        var op = new RomRow { Pc = 0x400, Operation = Operation.ExceptionReturn, A = RegisterKey.Resume };
        foreach (uint target in (uint[])[0x1000, 0x1001, 0x1002, 0x1003, 0xFFFF_FFFE])
        {
            var registers = new uint[RegisterKey.Count];
            registers[RegisterKey.Resume] = target;
            var state = new RowState(4, 0x400, 0x401, registers, Holes.None, _ => 0);
            Assert.Equal(target % 4 == 0 ? 1 : 0, new RowEffects(air).Find(state, op, null).Count);
            Assert.Single(new RowEffects(air, "target is aligned: quarter has 16 bits").Find(state, op, null));
        }
    }

    /// <summary>A fetch of another table's operation, or null.</summary>
    internal static string? Check(AirProgram air)
    {
        TableId id = Enum.Parse<TableId>(air.Name);
        var own = new HashSet<Operation>();
        for (int i = 0; i < OperationInfo.All.Length; i++)
            if (OperationInfo.All[i].Table == Plain(id) && OperationInfo.All[i] != default) own.Add((Operation)i);
        if (id == TableId.BranchLink) own.Add(Operation.Link);
        if (id is TableId.HoleFault or TableId.OperandFault) own.Add(Operation.Hole);
        if (id == TableId.Exception) own.Add(Operation.ExceptionVector);
        RowFacts facts = new RowTable(air, new RowDeterminism(air, DeterminismTests.Operands(id), [])).Start(1);
        facts.MayUseUniqueness = false;
        return Search(facts, air, own);
    }

    private static string? Search(RowFacts facts, AirProgram air, HashSet<Operation> own)
    {
        facts.Propagate();
        if (facts.Contradiction is not null) return null;
        foreach (RowMessage m in facts.Messages)
        {
            if (m.Bus != Buses.Rom) continue;
            Polynomial packed = facts.Current(m.Fields[1]);
            foreach (int v in packed.Variables())
            {
                if (!facts[v].HasRange || facts[v].Width is 0 or > 2) continue;
                for (long x = facts[v].Low; x <= facts[v].High; x++)
                {
                    RowFacts one = facts.Clone();
                    one.Assume(v, x);
                    if (Search(one, air, own) is { } problem) return problem;
                }

                return null;
            }

            // What is left are register fields of 8 bits, each in its place: they do not reach the operation.
            foreach ((ulong monomial, KoalaBear coefficient) in packed.Terms)
                if (monomial != 0 && (Polynomial.VariableOf(monomial) < 0 || coefficient.Value is not (1 or 1 << 8 or 1 << 16))) return $"{air.Name}: '{m.Label}' fetches anything";
            var operation = (Operation)(packed.ConstantTerm.Value >> 24);
            if (!own.Contains(operation)) return $"{air.Name}: '{m.Label}' fetches {operation}";
        }

        return null;
    }

    /// <summary>The table in whose name operations are listed.</summary>
    internal static TableId Plain(TableId id)
    {
        if (id == TableId.HoleFault) return TableId.AddressFault;
        OperationInfo listed = Array.Find(OperationInfo.All, o => o != default && (o.Rare == id || o.Delayed == id));
        return listed == default ? id : listed.Table;
    }
}
