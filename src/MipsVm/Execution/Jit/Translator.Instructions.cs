using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using Zkfp.MipsVm.Isa;

namespace Zkfp.MipsVm.Execution.Jit;

internal sealed unsafe partial class Translator
{
    private static readonly MethodInfo CountLeadingZeros =
        typeof(BitOperations).GetMethod(nameof(BitOperations.LeadingZeroCount), [typeof(uint)])!;

    private static readonly MethodInfo RotateRight =
        typeof(BitOperations).GetMethod(nameof(BitOperations.RotateRight), [typeof(uint), typeof(int)])!;

    // One instruction that is no branch; exit is where it goes if it cannot be done here.
    private void EmitPlain(Instruction i, Exit exit)
    {
        switch (i.Opcode)
        {
            case Opcode.Add:
                EmitOverflowing(i, exit, OpCodes.Add, immediate: false);
                break;
            case Opcode.Addi:
                EmitOverflowing(i, exit, OpCodes.Add, immediate: true);
                break;
            case Opcode.Sub:
                EmitOverflowing(i, exit, OpCodes.Sub, immediate: false);
                break;
            case Opcode.Addiu: Immediate(i, OpCodes.Add); break;
            case Opcode.Addu: Binary(i, OpCodes.Add); break;
            case Opcode.Subu: Binary(i, OpCodes.Sub); break;
            case Opcode.And: Binary(i, OpCodes.And); break;
            case Opcode.Andi: Immediate(i, OpCodes.And); break;
            case Opcode.Or: Binary(i, OpCodes.Or); break;
            case Opcode.Ori: Immediate(i, OpCodes.Or); break;
            case Opcode.Xor: Binary(i, OpCodes.Xor); break;
            case Opcode.Xori: Immediate(i, OpCodes.Xor); break;
            case Opcode.Nor: Binary(i, OpCodes.Or, OpCodes.Not); break;
            case Opcode.Lui: Set(i.Rd, () => Constant(i.Imm)); break;
            case Opcode.Slt: Binary(i, OpCodes.Clt); break;
            case Opcode.Slti: Immediate(i, OpCodes.Clt); break;
            case Opcode.Sltiu: Immediate(i, OpCodes.Clt_Un); break;
            case Opcode.Sltu: Binary(i, OpCodes.Clt_Un); break;
            case Opcode.Movn or Opcode.Movz: EmitConditionalMove(i); break;

            case Opcode.Sll: Shift(i, OpCodes.Shl); break;
            case Opcode.Srl: Shift(i, OpCodes.Shr_Un); break;
            case Opcode.Sra: Shift(i, OpCodes.Shr); break;
            case Opcode.Sllv: ShiftVariable(i, OpCodes.Shl); break;
            case Opcode.Srlv: ShiftVariable(i, OpCodes.Shr_Un); break;
            case Opcode.Srav: ShiftVariable(i, OpCodes.Shr); break;
            case Opcode.Rotr:
                Set(i.Rd, () =>
                {
                    Get(i.Rt);
                    Constant(i.Sa);
                    _il.Emit(OpCodes.Call, RotateRight);
                });
                break;
            case Opcode.Rotrv:
                Set(i.Rd, () =>
                {
                    Get(i.Rt);
                    Get(i.Rs);
                    _il.Emit(OpCodes.Call, RotateRight);
                });
                break;
            case Opcode.Clo or Opcode.Clz:
                Set(i.Rd, () =>
                {
                    Get(i.Rs);
                    if (i.Opcode == Opcode.Clo)
                        _il.Emit(OpCodes.Not);
                    _il.Emit(OpCodes.Call, CountLeadingZeros);
                });
                break;
            case Opcode.Seb: Unary(i, OpCodes.Conv_I1); break;
            case Opcode.Seh: Unary(i, OpCodes.Conv_I2); break;
            case Opcode.Wsbh: EmitSwapBytes(i); break;
            case Opcode.Ext:
                Set(i.Rd, () =>
                {
                    Get(i.Rs);
                    Constant(i.Sa);
                    _il.Emit(OpCodes.Shr_Un);
                    Constant(LowMask(i.Imm));
                    _il.Emit(OpCodes.And);
                });
                break;
            case Opcode.Ins: EmitInsert(i); break;

            case Opcode.Mul: Binary(i, OpCodes.Mul); break;
            case Opcode.Mult or Opcode.Madd or Opcode.Msub: EmitMultiply(i, OpCodes.Conv_I8); break;
            case Opcode.Multu or Opcode.Maddu or Opcode.Msubu: EmitMultiply(i, OpCodes.Conv_U8); break;
            case Opcode.Div: EmitDivide(i, OpCodes.Conv_I8, OpCodes.Div, OpCodes.Rem); break;
            case Opcode.Divu: EmitDivide(i, OpCodes.Conv_U4, OpCodes.Div_Un, OpCodes.Rem_Un); break;
            case Opcode.Mfhi or Opcode.Mflo or Opcode.Mthi or Opcode.Mtlo or Opcode.Rdhwr or Opcode.Mfc0 or Opcode.Mtc0:
                Set(i.Rd, () => Get(i.Rs));
                break;

            case >= Opcode.Lb and <= Opcode.Ll:
                EmitLoad(i, exit);
                break;
            case >= Opcode.Sb and <= Opcode.Sc:
                EmitStore(i, exit);
                break;
            case >= Opcode.Teq and <= Opcode.Tnei:
                EmitTrap(i, exit);
                break;
            case Opcode.Sync or Opcode.Synci or Opcode.Pref:
                break;
            default:
                throw new InvalidOperationException($"{i.Opcode} is not plain");
        }
    }

    private static uint LowMask(uint size) => uint.MaxValue >> (int)(32 - size);

    private void Binary(Instruction i, params ReadOnlySpan<OpCode> operations)
    {
        OpCode first = operations[0];
        OpCode second = operations.Length > 1 ? operations[1] : OpCodes.Nop;
        Set(i.Rd, () =>
        {
            Get(i.Rs);
            Get(i.Rt);
            _il.Emit(first);
            _il.Emit(second);
        });
    }

    private void Immediate(Instruction i, OpCode operation) => Set(i.Rd, () =>
    {
        Get(i.Rs);
        Constant(i.Imm);
        _il.Emit(operation);
    });

    private void Unary(Instruction i, OpCode operation) => Set(i.Rd, () =>
    {
        Get(i.Rs);
        _il.Emit(operation);
    });

    private void Shift(Instruction i, OpCode operation) => Set(i.Rd, () =>
    {
        Get(i.Rt);
        if (i.Sa == 0)
            return;
        Constant(i.Sa);
        _il.Emit(operation);
    });

    private void ShiftVariable(Instruction i, OpCode operation) => Set(i.Rd, () =>
    {
        Get(i.Rt);
        Get(i.Rs);
        Constant(31);
        _il.Emit(OpCodes.And);
        _il.Emit(operation);
    });

    // Computes in 64 bits; a result that does not fit leaves to the interpreter, which raises the exception.
    private void EmitOverflowing(Instruction i, Exit exit, OpCode operation, bool immediate)
    {
        void Sum()
        {
            Get(i.Rs);
            _il.Emit(OpCodes.Conv_I8);
            if (immediate)
                Constant(i.Imm);
            else
                Get(i.Rt);
            _il.Emit(OpCodes.Conv_I8);
            _il.Emit(operation);
        }

        Sum();
        Sum();
        _il.Emit(OpCodes.Conv_I4);
        _il.Emit(OpCodes.Conv_I8);
        _il.Emit(OpCodes.Bne_Un, NewExit(exit));
        Set(i.Rd, () =>
        {
            Sum();
            _il.Emit(OpCodes.Conv_I4);
        });
    }

    private void EmitConditionalMove(Instruction i)
    {
        if (i.Rd == RegisterKey.Sink)
            return;
        // Both values first: what is known afterwards must not depend on the way taken.
        Get(i.Rs);
        _il.Emit(OpCodes.Pop);
        Get(i.Rd);
        _il.Emit(OpCodes.Pop);
        Set(i.Rd, () =>
        {
            Label move = _il.DefineLabel(), done = _il.DefineLabel();
            Get(i.Rt);
            _il.Emit(i.Opcode == Opcode.Movn ? OpCodes.Brtrue : OpCodes.Brfalse, move);
            Get(i.Rd);
            _il.Emit(OpCodes.Br, done);
            _il.MarkLabel(move);
            Get(i.Rs);
            _il.MarkLabel(done);
        });
    }

    private void EmitSwapBytes(Instruction i) => Set(i.Rd, () =>
    {
        Get(i.Rs);
        Constant(0x00FF00FF);
        _il.Emit(OpCodes.And);
        Constant(8);
        _il.Emit(OpCodes.Shl);
        Get(i.Rs);
        Constant(8);
        _il.Emit(OpCodes.Shr_Un);
        Constant(0x00FF00FF);
        _il.Emit(OpCodes.And);
        _il.Emit(OpCodes.Or);
    });

    private void EmitInsert(Instruction i) => Set(i.Rd, () =>
    {
        uint mask = LowMask(i.Imm) << i.Sa;
        Get(i.Rt);
        Constant(~mask);
        _il.Emit(OpCodes.And);
        Get(i.Rs);
        Constant(i.Sa);
        _il.Emit(OpCodes.Shl);
        Constant(mask);
        _il.Emit(OpCodes.And);
        _il.Emit(OpCodes.Or);
    });

    private void EmitMultiply(Instruction i, OpCode widen)
    {
        bool subtract = i.Opcode is Opcode.Msub or Opcode.Msubu;
        bool accumulate = subtract || i.Opcode is Opcode.Madd or Opcode.Maddu;
        if (accumulate)
        {
            Get(RegisterKey.Hi);
            _il.Emit(OpCodes.Conv_U8);
            Constant(32);
            _il.Emit(OpCodes.Shl);
            Get(RegisterKey.Lo);
            _il.Emit(OpCodes.Conv_U8);
            _il.Emit(OpCodes.Or);
        }
        Get(i.Rs);
        _il.Emit(widen);
        Get(i.Rt);
        _il.Emit(widen);
        _il.Emit(OpCodes.Mul);
        if (accumulate)
            _il.Emit(subtract ? OpCodes.Sub : OpCodes.Add);
        LocalBuilder product = _product ??= _il.DeclareLocal(typeof(ulong));
        _il.Emit(OpCodes.Stloc, product);
        Set(RegisterKey.Lo, () =>
        {
            _il.Emit(OpCodes.Ldloc, product);
            _il.Emit(OpCodes.Conv_U4);
        });
        Set(RegisterKey.Hi, () =>
        {
            _il.Emit(OpCodes.Ldloc, product);
            Constant(32);
            _il.Emit(OpCodes.Shr_Un);
            _il.Emit(OpCodes.Conv_U4);
        });
    }

    private LocalBuilder? _product;

    private void EmitDivide(Instruction i, OpCode widen, OpCode divide, OpCode remainder)
    {
        // Division by zero acts like division by one; signed division is done in 64 bits, where INT_MIN / -1 exists.
        void Operands()
        {
            Get(i.Rs);
            _il.Emit(widen);
            Get(i.Rt);
            Get(i.Rt);
            _il.Emit(OpCodes.Ldc_I4_0);
            _il.Emit(OpCodes.Ceq);
            _il.Emit(OpCodes.Add);
            _il.Emit(widen);
        }

        Set(RegisterKey.Lo, () =>
        {
            Operands();
            _il.Emit(divide);
            _il.Emit(OpCodes.Conv_U4);
        });
        Set(RegisterKey.Hi, () =>
        {
            Operands();
            _il.Emit(remainder);
            _il.Emit(OpCodes.Conv_U4);
        });
    }

    private void EmitTrap(Instruction i, Exit exit)
    {
        Get(i.Rs);
        if (i.Opcode >= Opcode.Teqi)
            Constant(i.Imm);
        else
            Get(i.Rt);
        OpCode branch = i.Opcode switch
        {
            Opcode.Teq or Opcode.Teqi => OpCodes.Beq,
            Opcode.Tge or Opcode.Tgei => OpCodes.Bge,
            Opcode.Tgeu or Opcode.Tgeiu => OpCodes.Bge_Un,
            Opcode.Tlt or Opcode.Tlti => OpCodes.Blt,
            Opcode.Tltu or Opcode.Tltiu => OpCodes.Blt_Un,
            _ => OpCodes.Bne_Un,
        };
        _il.Emit(branch, NewExit(exit));
    }

    private void ComputeAddress(Instruction i)
    {
        Get(i.Rs);
        if (i.Imm != 0)
        {
            Constant(i.Imm);
            _il.Emit(OpCodes.Add);
        }
        _il.Emit(OpCodes.Stloc, _address);
    }

    // Pushes the host address of the guest address with the given bits flipped (big endian) and cleared.
    private void PushPointer(uint flip, uint clear = 0)
    {
        _il.Emit(OpCodes.Ldarg, ArgMemory);
        _il.Emit(OpCodes.Ldloc, _address);
        if (clear != 0)
        {
            Constant(~clear);
            _il.Emit(OpCodes.And);
        }
        if (_bigEndian && flip != 0)
        {
            Constant(flip);
            _il.Emit(OpCodes.Xor);
        }
        _il.Emit(OpCodes.Conv_U); // zero-extends
        _il.Emit(OpCodes.Add);
    }

    // Pushes 8 times the byte lane of the address: its distance from the least significant byte.
    private void PushLaneShift(bool fromTop)
    {
        _il.Emit(OpCodes.Ldloc, _address);
        if (_bigEndian != fromTop)
            _il.Emit(OpCodes.Not);
        Constant(3);
        _il.Emit(OpCodes.And);
        Constant(3);
        _il.Emit(OpCodes.Shl);
    }

    private void EmitLoad(Instruction i, Exit exit)
    {
        CheckHoles(i, exit);
        ComputeAddress(i);
        (uint flip, OpCode load, int align) = i.Opcode switch
        {
            Opcode.Lb => (3u, OpCodes.Ldind_I1, 0),
            Opcode.Lbu => (3u, OpCodes.Ldind_U1, 0),
            Opcode.Lh => (2u, OpCodes.Ldind_I2, 1),
            Opcode.Lhu => (2u, OpCodes.Ldind_U2, 1),
            Opcode.Lwl or Opcode.Lwr => (0u, OpCodes.Ldind_U4, 0),
            _ => (0u, OpCodes.Ldind_U4, 3),
        };
        if (align != 0)
            ExitIfMisaligned(_address, align, exit);
        bool left = i.Opcode == Opcode.Lwl;
        Set(i.Rd, () =>
        {
            if (i.Opcode is not (Opcode.Lwl or Opcode.Lwr))
            {
                PushPointer(flip);
                _il.Emit(load);
                return;
            }
            // (word shifted) | (old & the part that the shift left empty)
            PushPointer(0, clear: 3);
            _il.Emit(load);
            PushLaneShift(fromTop: left);
            _il.Emit(left ? OpCodes.Shl : OpCodes.Shr_Un);
            Get(i.Rt);
            Constant(uint.MaxValue);
            PushLaneShift(fromTop: left);
            _il.Emit(left ? OpCodes.Shl : OpCodes.Shr_Un);
            _il.Emit(OpCodes.Not);
            _il.Emit(OpCodes.And);
            _il.Emit(OpCodes.Or);
        });
    }

    private void EmitStore(Instruction i, Exit exit)
    {
        CheckHoles(i, exit);
        ComputeAddress(i);
        if (i.Opcode is Opcode.Swl or Opcode.Swr)
        {
            bool left = i.Opcode == Opcode.Swl;
            PushPointer(0, clear: 3);
            PushPointer(0, clear: 3);
            _il.Emit(OpCodes.Ldind_U4);
            Constant(uint.MaxValue);
            PushLaneShift(fromTop: left);
            _il.Emit(left ? OpCodes.Shr_Un : OpCodes.Shl);
            _il.Emit(OpCodes.Not);
            _il.Emit(OpCodes.And);
            Get(i.Rt);
            PushLaneShift(fromTop: left);
            _il.Emit(left ? OpCodes.Shr_Un : OpCodes.Shl);
            _il.Emit(OpCodes.Or);
            _il.Emit(OpCodes.Stind_I4);
            return;
        }
        (uint flip, OpCode store, int align) = i.Opcode switch
        {
            Opcode.Sb => (3u, OpCodes.Stind_I1, 0),
            Opcode.Sh => (2u, OpCodes.Stind_I2, 1),
            _ => (0u, OpCodes.Stind_I4, 3),
        };
        if (align != 0)
            ExitIfMisaligned(_address, align, exit);
        if (i.Opcode == Opcode.Sc)
        {
            EmitStoreConditional(i);
            return;
        }
        PushPointer(flip);
        Get(i.Rt);
        _il.Emit(store);
    }

    private void EmitStoreConditional(Instruction i)
    {
        // Registers are fetched where all paths pass.
        Get(i.Rt);
        _il.Emit(OpCodes.Pop);
        PushBrokenLink();
        Label broken = _il.DefineLabel();
        _il.Emit(OpCodes.Brtrue, broken);
        PushPointer(0);
        Get(i.Rt);
        _il.Emit(OpCodes.Stind_I4);
        _il.MarkLabel(broken);
        Set(i.Rd, () =>
        {
            PushBrokenLink();
            Constant(0);
            _il.Emit(OpCodes.Ceq);
        });
        Set(RegisterKey.BrokenLink, () => Constant(0));
    }

    private void PushBrokenLink()
    {
        Get(RegisterKey.BrokenLink);
        Constant(0xFFFF);
        _il.Emit(OpCodes.And);
    }
}
