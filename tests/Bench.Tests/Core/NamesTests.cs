using Bench.Core;

namespace Bench.Tests.Core;

/// <summary>What a user is told of a name that does not exist.</summary>
public sealed class NamesTests
{
    private static readonly string[] Models = ["resnet20", "resnet110", "vgg16-bn"];

    [Theory]
    [InlineData("resnet2", "resnet20")]
    [InlineData("RESNET20", "resnet20")]
    [InlineData("restne20", "resnet20")]
    [InlineData("vgg16", "vgg16-bn")]
    public void The_nearest_name_is_suggested(string written, string meant) => Assert.Equal(meant, Names.Nearest(written, Models));

    [Fact]
    public void Nothing_is_suggested_where_nothing_is_near() => Assert.Null(Names.Nearest("transformer", Models));

    [Fact]
    public void The_message_names_all_that_are_valid() => Assert.Equal(
        "unknown model 'resnet21': did you mean 'resnet20'? (valid: resnet20, resnet110, vgg16-bn)", Names.Unknown("model", "resnet21", Models));
}
