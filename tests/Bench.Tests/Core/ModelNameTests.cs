using Bench.Core;

namespace Bench.Tests.Core;

public class ModelNameTests
{
    [Theory]
    [InlineData("resnet20", "resnet20", 1, "resnet20")]
    [InlineData("resnet20@width=0.5", "resnet20", 0.5, "resnet20@width=0.5")]
    [InlineData("resnet20@width=.250", "resnet20", 0.25, "resnet20@width=0.25")]
    [InlineData("resnet20@width=2", "resnet20", 2, "resnet20@width=2")]
    [InlineData("resnet20@width=1.00", "resnet20", 1, "resnet20")]
    [InlineData("resnet20@width=0.00001", "resnet20", 0.00001, "resnet20@width=0.00001")]
    public void Is_a_name_of_the_catalogue_and_a_width(string text, string bare, double width, string written)
    {
        var name = ModelName.Of(text);
        Assert.Equal((bare, width, written), (name.Bare, name.Width, name.ToString()));
        Assert.Equal(name, ModelName.Of(written));
    }

    [Theory]
    [InlineData("0"), InlineData("-1"), InlineData("16.5"), InlineData("NaN"), InlineData("Infinity"), InlineData("-Infinity"), InlineData("")]
    public void Another_number_is_no_width(string width) =>
        Assert.Equal($"model 'lenet5@width={width}': the width '{width}' must be a number above 0 and at most 16, such as lenet5@width=0.5",
            Assert.Throws<UserError>(() => ModelName.Of($"lenet5@width={width}")).Message);

    /// <summary>A width that no 15 digits say is the nearest that they do, so that its name is read as the same.</summary>
    [Fact]
    public void A_computed_width_is_that_of_its_name()
    {
        var name = ModelName.WithWidth("lenet5", 1 / 3.0);
        Assert.Equal("lenet5@width=0.333333333333333", name.ToString());
        Assert.Equal(name, ModelName.Of(name.ToString()));
    }
}
