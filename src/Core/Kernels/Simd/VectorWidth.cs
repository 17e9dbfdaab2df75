using System.Globalization;

namespace Zkfp.Core.Kernels.Simd;

/// <summary>
/// How wide the vectors of all kernels are: chosen once per process, when it is first asked for. No result depends on it.
/// </summary>
/// <remarks>
/// A kernel asks <c>Lanes….IsSupported</c> where it begins, never in a loop, and each of these asks here: one place for a limit. The choice is a read-only field,
/// so code that is compiled after it holds it as a constant.
/// </remarks>
public static class VectorWidth
{
    /// <summary>
    /// Name of the setting that limits the width, in bits: in a program's runtimeconfig.json, or by <see cref="AppContext.SetData"/> before the first kernel.
    /// </summary>
    public const string Setting = "Zkfp.VectorBits";

    /// <summary>What the setting may be. 64 is the width of a general register: no vectors.</summary>
    public static ReadOnlySpan<int> Widths => [64, 128, 256, 512];

    /// <summary>The widest that the processor and the runtime's own settings allow.</summary>
    public static int Available => Lanes512.IsAvailable ? 512 : Lanes256.IsAvailable ? 256 : Lanes128.IsAvailable ? 128 : 64;

    /// <summary>The width in use: the setting, or what is available if that is less.</summary>
    /// <exception cref="TypeInitializationException">The setting is none of <see cref="Widths"/>.</exception>
    public static int Bits => Choice.Bits;

    internal static int Limit(object? setting)
    {
        if (setting is null) return Widths[^1];
        return int.TryParse(Convert.ToString(setting, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out int bits)
            && Widths.Contains(bits) ? bits
            : throw new InvalidOperationException($"{Setting} is '{setting}', expected 64, 128, 256 or 512");
    }

    // The constructor is written out so that it runs at the first use and not before: the setting may be set until then.
    private static class Choice
    {
        internal static readonly int Bits;

#pragma warning disable CA1810 // see above
        static Choice() => Bits = Math.Min(Limit(AppContext.GetData(Setting)), Available);
#pragma warning restore CA1810
    }
}
