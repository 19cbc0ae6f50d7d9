package io.traas.ui.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * Serves the built front end: files under {@code assets/} bear a hash in their name and may be kept for ever;
 * everything that is not a file is a route of the application and gets its page.
 */
class Pages implements WebMvcConfigurer {

    private static final String ROOT = "META-INF/resources/";
    private static final String PAGE = "index.html";
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private final ApiJson json;

    Pages(ApiJson json) {
        this.json = json;
    }

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.disableDefaults()
                .addCustomConverter(new StringHttpMessageConverter(StandardCharsets.UTF_8))
                .addCustomConverter(json);
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations("classpath:/" + ROOT + "assets/")
                .setCacheControl(CacheControl.maxAge(FOR_EVER).cachePublic().immutable());
        registry.addResourceHandler("/**")
                .addResourceLocations("classpath:/" + ROOT)
                .setCacheControl(CacheControl.noStore())
                .resourceChain(false)
                .addResolver(new ApplicationPage());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/" + PAGE);
    }

    /** The file of that name, or the page of the application for its routes, or nothing. */
    private static final class ApplicationPage extends PathResourceResolver {

        private static final List<String> NEVER_PAGES = List.of("api/", "assets/", "actuator");

        @Override
        protected Resource getResource(String path, Resource location) throws IOException {
            Resource file = super.getResource(path, location);
            if (file != null) {
                return file;
            }
            boolean looksLikeFile = !path.equals(PAGE)
                    && path.substring(path.lastIndexOf('/') + 1).contains(".");
            if (looksLikeFile || NEVER_PAGES.stream().anyMatch(path::startsWith)) {
                return null;
            }
            Resource page = new ClassPathResource(ROOT + PAGE);
            return page.exists() ? page : new ClassPathResource("not-built.html", Pages.class);
        }
    }
}
