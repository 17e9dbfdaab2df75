using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zkfp.Core.Kernels.Simd;
using Zkfp.KernelCheck;

// Compares every vector kernel with the scalar specification on this machine and prints timings:
//   dotnet run -c Release --project tests/Zkfp.KernelCheck [all|check|quick|time [FILTER]]
// For a machine without .NET, one file of 39 MB:
//   dotnet publish tests/Zkfp.KernelCheck -c Release -r linux-x64 --self-contained -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -o DIR
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string mode = args.Length == 0 ? "all" : args[0];
string lanes = Lanes512.IsSupported ? "AVX-512" : Lanes256.IsSupported ? "AVX2" : Lanes128.IsSupported ? "SSE4.1" : "scalar";
Console.WriteLine($"kernels: {lanes} (Vector512 {Vector512.IsHardwareAccelerated}, Avx512F {Avx512F.IsSupported}, Avx512BW {Avx512BW.IsSupported}, Avx2 {Avx2.IsSupported}, Sse41 {Sse41.IsSupported}), {Environment.ProcessorCount} processors");
int failures = 0;
if (mode is "check" or "quick" or "all")
{
    failures = Checks.Run(mode == "quick");
    Console.WriteLine(failures == 0 ? "all kernels equal the scalar specification" : $"{failures} kernels differ");
}

if (mode is "time" or "all") Timings.Run(args.Length > 1 ? args[1] : "");
return failures == 0 ? 0 : 1;
