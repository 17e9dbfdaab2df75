using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution;

/// <summary>
/// The specification of the machine in C#: executes one decoded instruction after the other. Specialised for the memory and
/// the sink; with <see cref="NullSink"/> nothing of the tracing remains.
/// </summary>
internal static class Interpreter
{
    /// <summary>
    /// Executes at most <paramref name="maxInstructions"/> instructions. Returns <see cref="StopReason.None"/> when they
    /// have run or the sink said stop; on <see cref="StopReason.Trap"/> and <see cref="StopReason.CommitFault"/> the state
    /// is that before the instruction, and <paramref name="fault"/> says why.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static StopReason Run<TMemory, TSink>(
        CpuState cpu, ProgramImage program, TMemory memory, IMemoryReader reader, IHost host, ref TSink sink, uint maxInstructions,
        out (ExceptionCode Code, uint BadVaddr) fault)
        where TMemory : struct, IWordMemory
        where TSink : struct, ITraceSink
    {
        ref uint registers = ref MemoryMarshal.GetArrayDataReference(cpu.Registers);
        uint byteFlip = program.Endianness == Endianness.Big ? 3u : 0u;
        uint halfFlip = byteFlip & 2;
        bool firmware = program.HasFirmware;
        Holes holes = program.Holes;
        uint pc = cpu.Pc, npc = cpu.Npc;
        uint romStart = 0, romWords = 0;
        ref Instruction rom = ref Unsafe.NullRef<Instruction>();
        Instruction noInstruction = ProgramImage.FetchFault;
        Unsafe.SkipInit(out TraceRow row);
        var stop = StopReason.None;
        uint done = 0;
        fault = default;

        for (; done < maxInstructions; done++)
        {
            uint offset = (pc - romStart) >> 2;
            if (offset >= romWords)
            {
                if (program.FindRange(pc) is { } range)
                {
                    romStart = range.Start;
                    romWords = (uint)range.Words.Length;
                    rom = ref MemoryMarshal.GetArrayDataReference(range.Instructions);
                    offset = (pc - romStart) >> 2;
                }
            }
            // SAFETY: offset < romWords = length of the array behind rom; keys of decoded instructions are < 64 = length of registers.
            ref Instruction i = ref offset < romWords ? ref Unsafe.Add(ref rom, (nint)offset) : ref noInstruction;
            uint rs = Unsafe.Add(ref registers, (nint)i.Rs), rt = Unsafe.Add(ref registers, (nint)i.Rt);
            ref uint rd = ref Unsafe.Add(ref registers, (nint)i.Rd);
            uint next = npc, nextNpc = npc + 4;
            uint word = TraceRow.NoMemory, before = 0, after = 0, bad = 0;
            ExceptionCode exception;
            if (TSink.WantsRows)
            {
                row.RdBefore = rd;
                row.HiBefore = Unsafe.Add(ref registers, RegisterKey.Hi);
                row.LoBefore = Unsafe.Add(ref registers, RegisterKey.Lo);
            }

            switch (i.Opcode)
            {
                case Opcode.Add:
                    {
                        uint sum = rs + rt;
                        if ((int)((sum ^ rs) & (sum ^ rt)) < 0)
                            goto Overflow;
                        rd = sum;
                        break;
                    }
                case Opcode.Addi:
                    {
                        uint sum = rs + i.Imm;
                        if ((int)((sum ^ rs) & (sum ^ i.Imm)) < 0)
                            goto Overflow;
                        rd = sum;
                        break;
                    }
                case Opcode.Sub:
                    {
                        uint difference = rs - rt;
                        if ((int)((rs ^ rt) & (difference ^ rs)) < 0)
                            goto Overflow;
                        rd = difference;
                        break;
                    }
                case Opcode.Addiu: rd = rs + i.Imm; break;
                case Opcode.Addu: rd = rs + rt; break;
                case Opcode.Subu: rd = rs - rt; break;
                case Opcode.And: rd = rs & rt; break;
                case Opcode.Andi: rd = rs & i.Imm; break;
                case Opcode.Or: rd = rs | rt; break;
                case Opcode.Ori: rd = rs | i.Imm; break;
                case Opcode.Xor: rd = rs ^ rt; break;
                case Opcode.Xori: rd = rs ^ i.Imm; break;
                case Opcode.Nor: rd = ~(rs | rt); break;
                case Opcode.Lui: rd = i.Imm; break;
                case Opcode.Slt: rd = (int)rs < (int)rt ? 1u : 0u; break;
                case Opcode.Slti: rd = (int)rs < (int)i.Imm ? 1u : 0u; break;
                case Opcode.Sltiu: rd = rs < i.Imm ? 1u : 0u; break;
                case Opcode.Sltu: rd = rs < rt ? 1u : 0u; break;
                case Opcode.Movn: rd = rt != 0 ? rs : rd; break;
                case Opcode.Movz: rd = rt == 0 ? rs : rd; break;

                case Opcode.Sll: rd = rt << i.Sa; break;
                case Opcode.Sllv: rd = rt << (int)rs; break;
                case Opcode.Srl: rd = rt >> i.Sa; break;
                case Opcode.Srlv: rd = rt >> (int)rs; break;
                case Opcode.Sra: rd = (uint)((int)rt >> i.Sa); break;
                case Opcode.Srav: rd = (uint)((int)rt >> (int)rs); break;
                case Opcode.Rotr: rd = BitOperations.RotateRight(rt, i.Sa); break;
                case Opcode.Rotrv: rd = BitOperations.RotateRight(rt, (int)rs); break;
                case Opcode.Clo: rd = (uint)BitOperations.LeadingZeroCount(~rs); break;
                case Opcode.Clz: rd = (uint)BitOperations.LeadingZeroCount(rs); break;
                case Opcode.Seb: rd = (uint)(sbyte)rs; break;
                case Opcode.Seh: rd = (uint)(short)rs; break;
                case Opcode.Wsbh: rd = ((rs & 0x00FF00FF) << 8) | ((rs >> 8) & 0x00FF00FF); break;
                case Opcode.Ext: rd = (rs >> i.Sa) & Mask(i.Imm); break;
                case Opcode.Ins:
                    {
                        uint mask = Mask(i.Imm) << i.Sa;
                        rd = (rt & ~mask) | ((rs << i.Sa) & mask);
                        break;
                    }

                case Opcode.Mul: rd = rs * rt; break;
                case Opcode.Mult: SetHiLo(ref registers, (ulong)((long)(int)rs * (int)rt)); break;
                case Opcode.Multu: SetHiLo(ref registers, (ulong)rs * rt); break;
                case Opcode.Madd: SetHiLo(ref registers, HiLo(ref registers) + (ulong)((long)(int)rs * (int)rt)); break;
                case Opcode.Maddu: SetHiLo(ref registers, HiLo(ref registers) + (ulong)rs * rt); break;
                case Opcode.Msub: SetHiLo(ref registers, HiLo(ref registers) - (ulong)((long)(int)rs * (int)rt)); break;
                case Opcode.Msubu: SetHiLo(ref registers, HiLo(ref registers) - (ulong)rs * rt); break;
                case Opcode.Div:
                    {
                        // In 64 bits INT_MIN / -1 does not overflow, and truncates to INT_MIN.
                        long divisor = rt == 0 ? 1 : (int)rt;
                        (long quotient, long remainder) = Math.DivRem((int)rs, divisor);
                        SetHiLo(ref registers, ((ulong)(uint)remainder << 32) | (uint)quotient);
                        break;
                    }
                case Opcode.Divu:
                    {
                        (uint quotient, uint remainder) = Math.DivRem(rs, rt == 0 ? 1 : rt);
                        SetHiLo(ref registers, ((ulong)remainder << 32) | quotient);
                        break;
                    }
                case Opcode.Mfhi or Opcode.Mflo or Opcode.Mthi or Opcode.Mtlo or Opcode.Rdhwr or Opcode.Mfc0 or Opcode.Mtc0:
                    rd = rs;
                    break;

                case Opcode.J: nextNpc = i.Target; break;
                case Opcode.Jal:
                    rd = i.Imm;
                    nextNpc = i.Target;
                    break;
                case Opcode.Jr or Opcode.Jalr:
                    if ((rs & 3) != 0)
                    {
                        bad = rs;
                        exception = ExceptionCode.AddressErrorLoad;
                        goto Raise;
                    }
                    if (i.Opcode == Opcode.Jalr)
                        rd = i.Imm;
                    nextNpc = rs;
                    break;
                case Opcode.Beq: nextNpc = rs == rt ? i.Target : nextNpc; break;
                case Opcode.Bne: nextNpc = rs != rt ? i.Target : nextNpc; break;
                case Opcode.Blez: nextNpc = (int)rs <= 0 ? i.Target : nextNpc; break;
                case Opcode.Bgtz: nextNpc = (int)rs > 0 ? i.Target : nextNpc; break;
                case Opcode.Bltz: nextNpc = (int)rs < 0 ? i.Target : nextNpc; break;
                case Opcode.Bgez: nextNpc = (int)rs >= 0 ? i.Target : nextNpc; break;
                case Opcode.Bltzal:
                    rd = i.Imm;
                    nextNpc = (int)rs < 0 ? i.Target : nextNpc;
                    break;
                case Opcode.Bgezal:
                    rd = i.Imm;
                    nextNpc = (int)rs >= 0 ? i.Target : nextNpc;
                    break;
                case Opcode.Beql: Likely(rs == rt, i.Target, ref next, ref nextNpc); break;
                case Opcode.Bnel: Likely(rs != rt, i.Target, ref next, ref nextNpc); break;
                case Opcode.Blezl: Likely((int)rs <= 0, i.Target, ref next, ref nextNpc); break;
                case Opcode.Bgtzl: Likely((int)rs > 0, i.Target, ref next, ref nextNpc); break;
                case Opcode.Bltzl: Likely((int)rs < 0, i.Target, ref next, ref nextNpc); break;
                case Opcode.Bgezl: Likely((int)rs >= 0, i.Target, ref next, ref nextNpc); break;
                case Opcode.Bltzall:
                    rd = i.Imm;
                    Likely((int)rs < 0, i.Target, ref next, ref nextNpc);
                    break;
                case Opcode.Bgezall:
                    rd = i.Imm;
                    Likely((int)rs >= 0, i.Target, ref next, ref nextNpc);
                    break;

                case Opcode.Lw or Opcode.Ll:
                    {
                        uint address = rs + i.Imm;
                        if ((address & 3) != 0)
                        {
                            bad = address;
                            exception = ExceptionCode.AddressErrorLoad;
                            goto Raise;
                        }
                        if (holes.Contains(address))
                        {
                            bad = address;
                            goto UnmappedLoad;
                        }
                        word = address >> 2;
                        before = after = memory.Load(word);
                        rd = before;
                        break;
                    }
                case Opcode.Lb or Opcode.Lbu:
                    {
                        uint address = rs + i.Imm;
                        if (holes.Contains(address))
                        {
                            bad = address;
                            goto UnmappedLoad;
                        }
                        word = address >> 2;
                        before = after = memory.Load(word);
                        uint value = before >> (int)(8 * ((address ^ byteFlip) & 3));
                        rd = i.Opcode == Opcode.Lb ? (uint)(sbyte)value : (byte)value;
                        break;
                    }
                case Opcode.Lh or Opcode.Lhu:
                    {
                        uint address = rs + i.Imm;
                        if ((address & 1) != 0)
                        {
                            bad = address;
                            exception = ExceptionCode.AddressErrorLoad;
                            goto Raise;
                        }
                        if (holes.Contains(address))
                        {
                            bad = address;
                            goto UnmappedLoad;
                        }
                        word = address >> 2;
                        before = after = memory.Load(word);
                        uint value = before >> (int)(8 * ((address ^ halfFlip) & 2));
                        rd = i.Opcode == Opcode.Lh ? (uint)(short)value : (ushort)value;
                        break;
                    }
                case Opcode.Lwl:
                    {
                        uint address = rs + i.Imm;
                        if (holes.Contains(address))
                        {
                            bad = address;
                            goto UnmappedLoad;
                        }
                        word = address >> 2;
                        before = after = memory.Load(word);
                        int up = (int)(8 * (3 - ((address ^ byteFlip) & 3)));
                        rd = (before << up) | (rt & ~(uint.MaxValue << up));
                        break;
                    }
                case Opcode.Lwr:
                    {
                        uint address = rs + i.Imm;
                        if (holes.Contains(address))
                        {
                            bad = address;
                            goto UnmappedLoad;
                        }
                        word = address >> 2;
                        before = after = memory.Load(word);
                        int down = (int)(8 * ((address ^ byteFlip) & 3));
                        rd = (before >> down) | (rt & ~(uint.MaxValue >> down));
                        break;
                    }
                case Opcode.Sw or Opcode.Sc:
                    {
                        uint address = rs + i.Imm;
                        if ((address & 3) != 0)
                        {
                            bad = address;
                            exception = ExceptionCode.AddressErrorStore;
                            goto Raise;
                        }
                        if (holes.Contains(address))
                        {
                            bad = address;
                            goto UnmappedStore;
                        }
                        word = address >> 2;
                        if (TSink.WantsRows || i.Opcode == Opcode.Sc)
                            before = memory.Load(word);
                        after = rt;
                        if (i.Opcode == Opcode.Sc)
                        {
                            ref uint broken = ref Unsafe.Add(ref registers, RegisterKey.BrokenLink);
                            rd = (broken & 0xFFFF) == 0 ? 1u : 0;
                            if (rd == 0)
                                after = before;
                            broken = 0;
                        }
                        memory.Store(word, after);
                        break;
                    }
                case Opcode.Sb:
                    {
                        uint address = rs + i.Imm;
                        if (holes.Contains(address))
                        {
                            bad = address;
                            goto UnmappedStore;
                        }
                        word = address >> 2;
                        int shift = (int)(8 * ((address ^ byteFlip) & 3));
                        before = memory.Load(word);
                        after = (before & ~(0xFFu << shift)) | ((rt & 0xFF) << shift);
                        memory.Store(word, after);
                        break;
                    }
                case Opcode.Sh:
                    {
                        uint address = rs + i.Imm;
                        if ((address & 1) != 0)
                        {
                            bad = address;
                            exception = ExceptionCode.AddressErrorStore;
                            goto Raise;
                        }
                        if (holes.Contains(address))
                        {
                            bad = address;
                            goto UnmappedStore;
                        }
                        word = address >> 2;
                        int shift = (int)(8 * ((address ^ halfFlip) & 2));
                        before = memory.Load(word);
                        after = (before & ~(0xFFFFu << shift)) | ((rt & 0xFFFF) << shift);
                        memory.Store(word, after);
                        break;
                    }
                case Opcode.Swl:
                    {
                        uint address = rs + i.Imm;
                        if (holes.Contains(address))
                        {
                            bad = address;
                            goto UnmappedStore;
                        }
                        word = address >> 2;
                        int up = (int)(8 * (3 - ((address ^ byteFlip) & 3)));
                        before = memory.Load(word);
                        after = (before & ~(uint.MaxValue >> up)) | (rt >> up);
                        memory.Store(word, after);
                        break;
                    }
                case Opcode.Swr:
                    {
                        uint address = rs + i.Imm;
                        if (holes.Contains(address))
                        {
                            bad = address;
                            goto UnmappedStore;
                        }
                        word = address >> 2;
                        int down = (int)(8 * ((address ^ byteFlip) & 3));
                        before = memory.Load(word);
                        after = (before & ~(uint.MaxValue << down)) | (rt << down);
                        memory.Store(word, after);
                        break;
                    }

                case Opcode.Teq: if (rs == rt) goto Trapped; break;
                case Opcode.Tge: if ((int)rs >= (int)rt) goto Trapped; break;
                case Opcode.Tgeu: if (rs >= rt) goto Trapped; break;
                case Opcode.Tlt: if ((int)rs < (int)rt) goto Trapped; break;
                case Opcode.Tltu: if (rs < rt) goto Trapped; break;
                case Opcode.Tne: if (rs != rt) goto Trapped; break;
                case Opcode.Teqi: if (rs == i.Imm) goto Trapped; break;
                case Opcode.Tgei: if ((int)rs >= (int)i.Imm) goto Trapped; break;
                case Opcode.Tgeiu: if (rs >= i.Imm) goto Trapped; break;
                case Opcode.Tlti: if ((int)rs < (int)i.Imm) goto Trapped; break;
                case Opcode.Tltiu: if (rs < i.Imm) goto Trapped; break;
                case Opcode.Tnei: if (rs != i.Imm) goto Trapped; break;

                case Opcode.Syscall:
                    exception = ExceptionCode.Syscall;
                    goto Raise;
                case Opcode.Break:
                    exception = ExceptionCode.Breakpoint;
                    goto Raise;
                case Opcode.CoprocessorUnusable:
                    exception = ExceptionCode.CoprocessorUnusable;
                    goto Raise;
                case Opcode.FetchFault:
                    exception = ExceptionCode.FetchBusError;
                    goto Raise;
                case Opcode.Sync or Opcode.Synci or Opcode.Pref:
                    break;
                case Opcode.Eret:
                    if ((rs & 3) != 0)
                    {
                        bad = rs;
                        exception = ExceptionCode.AddressErrorLoad;
                        goto Raise;
                    }
                    next = rs;
                    nextNpc = rs + 4;
                    break;

                case Opcode.Hint:
                    rd = host.Hint(rs, rt, reader);
                    break;
                case Opcode.Commit:
                    if ((cpu.Committed & (1 << i.Sa)) != 0)
                    {
                        stop = StopReason.CommitFault;
                        goto Stopped;
                    }
                    cpu.Committed |= (byte)(1 << i.Sa);
                    cpu.PublicValues[i.Sa] = rs;
                    break;
                case Opcode.KeccakF:
                case Opcode.Sha256:
                case Opcode.Poseidon2:
                case Opcode.Poseidon2Wide:
                    if (!Primitive.Execute(i, cpu.Registers, memory, holes, cpu.Call))
                    {
                        exception = ExceptionCode.PrimitiveOperand;
                        goto Raise;
                    }
                    sink.Primitive(cpu.Call);
                    break;
                case Opcode.Halt:
                    stop = StopReason.Halted;
                    cpu.HaltStatus = rs;
                    break;
                default:
                    exception = ExceptionCode.ReservedInstruction;
                    goto Raise;
            }

            exception = ExceptionCode.None;
        Report:
            bool more;
            if (TSink.WantsRows)
            {
                row.Index = done;
                row.Pc = pc;
                row.Npc = npc;
                row.NextPc = next;
                row.NextNpc = nextNpc;
                row.Instruction = i;
                row.RsValue = rs;
                row.RtValue = rt;
                row.RdAfter = rd;
                row.HiAfter = Unsafe.Add(ref registers, RegisterKey.Hi);
                row.LoAfter = Unsafe.Add(ref registers, RegisterKey.Lo);
                row.MemoryWord = word;
                row.MemoryBefore = before;
                row.MemoryAfter = after;
                row.Exception = exception;
                row.BadVaddr = bad;
                more = sink.Row(in row);
            }
            else
            {
                more = sink.Step(in i, pc, next, word, exception);
            }
            if (stop != StopReason.None)
            {
                done++;
                break; // HALT: pc stays on it
            }
            pc = next;
            npc = nextNpc;
            if (!more)
            {
                done++;
                break;
            }
            continue;

        Overflow:
            exception = ExceptionCode.Overflow;
            goto Raise;
        UnmappedLoad:
            exception = ExceptionCode.UnmappedLoad;
            goto Raise;
        UnmappedStore:
            exception = ExceptionCode.UnmappedStore;
            goto Raise;
        Trapped:
            exception = ExceptionCode.Trap;
        Raise:
            if (!firmware)
            {
                stop = StopReason.Trap;
                fault = (exception, bad);
                goto Stopped;
            }
            Unsafe.Add(ref registers, RegisterKey.Epc) = pc;
            Unsafe.Add(ref registers, RegisterKey.Resume) = npc;
            Unsafe.Add(ref registers, RegisterKey.Cause) = (uint)exception;
            Unsafe.Add(ref registers, RegisterKey.BadVaddr) = bad;
            next = ProgramImage.ExceptionVector;
            nextNpc = ProgramImage.ExceptionVector + 4;
            goto Report;
        }

    Stopped:
        cpu.Pc = pc;
        cpu.Npc = npc;
        cpu.Instructions += done;
        return stop;
    }

    private static uint Mask(uint size) => uint.MaxValue >> (int)(32 - size);

    private static ulong HiLo(ref uint registers) =>
        ((ulong)Unsafe.Add(ref registers, RegisterKey.Hi) << 32) | Unsafe.Add(ref registers, RegisterKey.Lo);

    private static void SetHiLo(ref uint registers, ulong value)
    {
        Unsafe.Add(ref registers, RegisterKey.Hi) = (uint)(value >> 32);
        Unsafe.Add(ref registers, RegisterKey.Lo) = (uint)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Likely(bool taken, uint target, ref uint next, ref uint nextNpc)
    {
        if (taken)
        {
            nextNpc = target;
            return;
        }
        next = nextNpc;
        nextNpc = next + 4;
    }
}
