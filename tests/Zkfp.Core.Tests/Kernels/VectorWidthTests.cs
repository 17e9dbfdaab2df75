using Zkfp.Core.Kernels.Simd;

namespace Zkfp.Core.Tests.Kernels;

public class VectorWidthTests
{
    [Theory]
    [InlineData(null, 512)]
    [InlineData("64", 64)]
    [InlineData("128", 128)]
    [InlineData(256, 256)]
    [InlineData("512", 512)]
    public void A_setting_is_a_limit(object? setting, int bits) => Assert.Equal(bits, VectorWidth.Limit(setting));

    [Theory]
    [InlineData("")]
    [InlineData("auto")]
    [InlineData("384")]
    [InlineData("-128")]
    [InlineData(1024)]
    public void Another_setting_is_refused_by_name(object setting) =>
        Assert.Contains($"Zkfp.VectorBits is '{setting}'", Assert.Throws<InvalidOperationException>(() => VectorWidth.Limit(setting)).Message, StringComparison.Ordinal);

    [Fact]
    public void Kernels_use_what_is_available_unless_told_otherwise()
    {
        Assert.Equal(VectorWidth.Available, VectorWidth.Bits);
        Assert.Equal((VectorWidth.Bits >= 128, VectorWidth.Bits >= 256, VectorWidth.Bits >= 512), (Lanes128.IsSupported, Lanes256.IsSupported, Lanes512.IsSupported));
    }
}
