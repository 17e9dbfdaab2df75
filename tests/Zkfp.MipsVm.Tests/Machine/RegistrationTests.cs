using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>What the folders of tables register fits together.</summary>
public class RegistrationTests
{
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Tables_have_the_names_and_positions_that_they_registered(Endianness order)
    {
        MipsMachine machine = MipsMachine.For(order);
        foreach (TableSpec spec in TableList.For(order))
        {
            AirProgram air = machine.Definition.Tables[(int)spec.Id];
            Assert.Equal(spec.Id.ToString(), air.Name);
            Assert.Equal((spec.Presence, spec.LogHeight, spec.Positions), (air.Presence, air.FixedLogHeight, air.Positions));
        }
    }

    /// <summary>All but the second rows of other operations, and the padding.</summary>
    [Fact]
    public void Every_operation_has_a_table_and_one_for_its_rare_case()
    {
        Operation[] registered = [.. TableList.For(Endianness.Big).SelectMany(t => t.Operations).Select(o => o.Operation)];
        Assert.Equal(registered.Length, registered.Distinct().Count());
        Assert.Equal(
            [Operation.None, Operation.Link, Operation.Hole, Operation.ExceptionVector],
            Enum.GetValues<Operation>().Except(registered));
        foreach (Operation operation in registered)
        {
            OperationInfo info = OperationInfo.All[(int)operation];
            bool memory = (info.Accesses & Accesses.Memory) != 0 && operation != Operation.LoadWordInPlace && !Fusion.IsFused(operation); // other rows prove these where they wrap
            bool product = operation is Operation.MulMod or Operation.MulMod384;
            Assert.Equal(info.Table + (memory ? "Wrap" : product ? "General" : ""), info.Rare.ToString());
            bool sequential = MipsMachine.For(Endianness.Big).Tables[(int)info.Table] is InstructionTable t && t.Air.Columns.All(c => c.Name != "npc");
            bool other = operation is >= Operation.Equal and <= Operation.Positive || Fusion.IsFused(operation); // off the usual path other rows
            Assert.Equal(sequential && !other ? info.Table + "Delayed" : info.Table.ToString(), info.Delayed.ToString());
        }
    }

    /// <summary>
    /// A ROM row has its operation and three fields of 8 bits in one element. One operation more than fits, and it could be another one, with other registers.
    /// </summary>
    [Fact]
    public void Operations_fit_into_the_packed_field()
    {
        foreach (Operation o in Enum.GetValues<Operation>())
        {
            var last = new RomRow { Operation = o, A = byte.MaxValue, B = byte.MaxValue, D = byte.MaxValue };
            Assert.True(last.Packed < KoalaBear.P, $"{o} is number {(int)o}");
        }
    }

    /// <summary>A cost that nobody registered, or two, is an error of <see cref="CellCosts.PerOpcode"/>.</summary>
    [Fact]
    public void Every_instruction_has_a_cost()
    {
        int[] costs = CellCosts.PerOpcode(MipsMachine.For(Endianness.Little));
        Assert.Equal(CellCosts.Cells(MipsMachine.For(Endianness.Little), TableId.LoadWord), costs[(int)Opcode.Lw]);
        Assert.Equal(costs[(int)Opcode.Lw], costs[(int)Opcode.Ll]);
        for (int i = 0; i < costs.Length; i++) Assert.InRange(costs[i], 3, OpcodeInfo.IsPrimitive((Opcode)i) ? 56_000 : 100);
    }

    /// <summary>The recorder hands rows to tables by <see cref="OperationInfo"/>; each of these tables writes rows from records.</summary>
    [Fact]
    public void Tables_of_operations_write_rows()
    {
        MipsMachine machine = MipsMachine.For(Endianness.Big);
        foreach (TableSpec spec in TableList.For(Endianness.Big))
            if (spec.Operations.Length + spec.Rare.Length + spec.Delayed.Length != 0) Assert.IsAssignableFrom<InstructionTable>(machine.Tables[(int)spec.Id]);
    }
}
