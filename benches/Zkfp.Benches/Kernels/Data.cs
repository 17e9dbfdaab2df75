using Zkfp.Core.Field;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;

namespace Zkfp.Benches.Kernels;

/// <summary>Random inputs.</summary>
internal static unsafe class Data
{
    public static NativeBuffer Words(long n)
    {
        var buffer = new NativeBuffer(n);
        var random = new Random(1);
        for (long i = 0; i < n; i++) buffer.Pointer[i] = (uint)random.Next((int)KoalaBear.P);
        return buffer;
    }

    public static ExtVector Ext(int n)
    {
        var v = new ExtVector(n);
        var random = new Random(2);
        for (int k = 0; k < KoalaBear5.Degree; k++)
        {
            foreach (ref KoalaBear x in v.Span.Plane(k)) x = KoalaBear.FromRaw((uint)random.Next((int)KoalaBear.P));
        }

        return v;
    }
}
