using System.Runtime.CompilerServices;
using Zkfp.Core.Field;

namespace Zkfp.Prover.Kernels;

/// <summary>
/// The memory layout of extension vectors inside the prover: groups of 16 elements, each group five planes of 16 words (coefficient k of
/// lane i at word 16 k + i), in Montgomery form. One element vector is one stream, and binding the most significant variable
/// works on whole groups until 16 elements are left.
/// </summary>
internal static unsafe class Ext
{
    /// <summary>Elements in a group.</summary>
    public const int Group = 16;

    /// <summary>log₂ of <see cref="Group"/>.</summary>
    public const int LogGroup = 4;

    /// <summary>Words in a group.</summary>
    public const int Words = 5 * Group;

    /// <summary>Groups that hold <paramref name="elements"/>.</summary>
    public static long Groups(long elements) => (elements + Group - 1) >> LogGroup;

    /// <summary>The word of coefficient 0 of an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint* At(uint* p, long index) => p + (index >> LogGroup) * Words + (index & (Group - 1));

    /// <summary>Reads an element.</summary>
    public static KoalaBear5 Get(uint* p, long index)
    {
        uint* q = At(p, index);
        return new(
            KoalaBear.FromRaw(q[0]), KoalaBear.FromRaw(q[Group]), KoalaBear.FromRaw(q[2 * Group]), KoalaBear.FromRaw(q[3 * Group]),
            KoalaBear.FromRaw(q[4 * Group]));
    }

    /// <summary>Writes an element.</summary>
    public static void Set(uint* p, long index, KoalaBear5 value)
    {
        uint* q = At(p, index);
        q[0] = value.C0.Raw;
        q[Group] = value.C1.Raw;
        q[2 * Group] = value.C2.Raw;
        q[3 * Group] = value.C3.Raw;
        q[4 * Group] = value.C4.Raw;
    }

    /// <summary>Fills groups with one element.</summary>
    public static void Fill(uint* p, long groups, KoalaBear5 value)
    {
        for (long g = 0; g < groups; g++)
            for (int k = 0; k < 5; k++)
                new Span<uint>(p + g * Words + k * Group, Group).Fill(value[k].Raw);
    }

    /// <summary>The sum of the sixteen lanes of a group.</summary>
    public static KoalaBear5 SumLanes(uint* group)
    {
        KoalaBear5 s = default;
        for (int i = 0; i < Group; i++) s += Get(group, i);
        return s;
    }
}
