using ItfPortal.Web.Platform.Configuration;

namespace ItfPortal.Web.Features.Company;

/// <summary>A company's own access: who of it may see what, said by its administrators.</summary>
public static class CompanyModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddCompany(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddValidatedOptions<CompanyOptions, CompanyOptionsValidator>(CompanyOptions.Section);
        services.AddScoped<CompanyService>();
        return services;
    }
}
