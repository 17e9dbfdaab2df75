using System.Runtime.CompilerServices;
using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Shift;

/// <summary>The numbers of a limb split at r: limb = x + v, x &lt; 2^(16−r), v = y·2^(16−r), y &lt; 2^r; u = x·2^r.</summary>
internal readonly record struct SplitValue(uint X, uint U, uint Y, uint V)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SplitValue Of(uint limb, int r)
    {
        uint x = limb & (1u << 16 - r) - 1, y = limb >> 16 - r;
        return new SplitValue(x, x << r, y, limb - x);
    }
}

/// <summary>Columns x, u, y of a limb that is given by others.</summary>
internal readonly struct GivenSplit
{
    public readonly TableColumn X, U, Y;

    /// <summary>Declares the columns, and splits the limb at r.</summary>
    public GivenSplit(InstructionAir t, string name, Expr r, Expr limb, Expr? multiplicity = null)
    {
        (X, U, Y) = (t.B.Main(name + ".x"), t.B.Main(name + ".u"), t.B.Main(name + ".y"));
        State(t, name, r, X, U, Y, limb - X, multiplicity);
    }

    /// <summary>Writes the columns and counts the look-ups.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SplitValue Put(ref RowWriter w, uint limb, int r)
    {
        SplitValue v = SplitValue.Of(limb, r);
        w.Put(X, v.X);
        w.Put(U, v.U);
        w.Put(Y, v.Y);
        Count(ref w, v, r);
        return v;
    }

    /// <summary>A row that splits nothing.</summary>
    public void PutZero(ref RowWriter w)
    {
        w.Put(X, 0u);
        w.Put(U, 0u);
        w.Put(Y, 0u);
    }

    internal static void State(InstructionAir t, string name, Expr r, Expr x, Expr u, Expr y, Expr v, Expr? multiplicity)
    {
        t.B.Pull(name + " lower part", Buses.Bits, multiplicity ?? t.Real, 16 - r, x, u);
        t.B.Pull(name + " upper part", Buses.Bits, multiplicity ?? t.Real, r, y, v);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Count(ref RowWriter w, in SplitValue v, int r)
    {
        w.Bits(16 - r, v.X);
        w.Bits(r, v.Y);
    }
}

/// <summary>Columns x, u, y, v of a limb that is nothing but x + v.</summary>
internal readonly struct LimbSplit
{
    public readonly TableColumn X, U, Y, V;

    /// <summary>Declares the columns, and splits the limb at r.</summary>
    public LimbSplit(InstructionAir t, string name, Expr r)
    {
        (X, U, Y, V) = (t.B.Main(name + ".x"), t.B.Main(name + ".u"), t.B.Main(name + ".y"), t.B.Main(name + ".v"));
        GivenSplit.State(t, name, r, X, U, Y, V, null);
        Limb = X + V;
    }

    /// <summary>The limb.</summary>
    public Expr Limb { get; }

    /// <summary>Writes the columns and counts the look-ups.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SplitValue Put(ref RowWriter w, uint limb, int r)
    {
        SplitValue v = SplitValue.Of(limb, r);
        w.Put(X, v.X);
        w.Put(U, v.U);
        w.Put(Y, v.Y);
        w.Put(V, v.V);
        GivenSplit.Count(ref w, v, r);
        return v;
    }
}
